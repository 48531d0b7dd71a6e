/** Text that is markup already. Whatever else enters a `markup` template is escaped. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toString(): string {
    return this.text
  }
}

export type Content = Markup | string | number | false | undefined | readonly Content[]

/** A template of HTML, SVG or XML: what is interpolated is escaped, unless it is Markup itself. */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.reduce((text, part, i) => text + render(contents[i - 1]) + part))
}

/** Takes text for markup, without escaping. Only for what this program wrote. */
export const trusted = (text: string): Markup => new Markup(text)

function render(content: Content): string {
  if (content === undefined || content === false) return ''
  if (content instanceof Markup) return content.text
  if (typeof content === 'object') return content.map(render).join('')
  return escapeText(String(content))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes text for HTML, SVG and XML, in elements and in quoted attributes; what XML cannot say becomes U+FFFD. */
export const escapeText = (text: string): string =>
  text
    .replace(/[^\P{Cc}\t\n\r]|[\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character]!)
