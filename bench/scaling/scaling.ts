export interface Scaling {
  readonly name: string
}
