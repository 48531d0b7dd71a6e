/** The end, one past the closing quote, of the string that opens at `start`. */
function stringEnd(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

/**
 * The first key that an object of valid JSON holds twice, if any. JSON.parse keeps the last of the two in
 * silence, and two readers that keep different ones see two different files.
 */
export function repeatedKey(json: string): string | undefined {
  const seen: Set<string>[] = []
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '{') seen.push(new Set())
    if (json[at] === '}') seen.pop()
    if (json[at] !== '"') continue
    const end = stringEnd(json, at)
    const text = json.slice(at, end)
    at = end - 1
    while (/\s/.test(json[at + 1] ?? '')) at++
    if (json[at + 1] !== ':') continue
    const key: string = JSON.parse(text)
    if (seen.at(-1)?.has(key)) return key
    seen.at(-1)?.add(key)
  }
  return undefined
}
