import { type Content, markup, trusted } from '../markup.ts'
import { style } from './style.ts'

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

/** An HTML file that fetches nothing and runs nothing; it is well-formed XML, too. */
export const renderPage = (title: string, body: Content): string =>
  `<!doctype html>\n${
    markup`<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${policy}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>${body}</main>
</body>
</html>`.text
  }\n`
