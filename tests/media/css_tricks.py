"""Style that asks the network for URL, or would where a sanitiser reads it otherwise than a browser."""

from __future__ import annotations

import re

SHEETS = [
    "@import 'URL';", '@import"URL"', "@import url(URL);", "@i\\mport 'URL';", "@\\69mport 'URL';", "@\\000069 mport 'URL';",
    "@IMPORT URL('URL') layer(a) supports(display:grid) screen;", "@im/**/port 'URL'; @import/**/'URL';",
    "@import 'URL", "@import url(URL", "@charset 'utf-8'; @import 'URL';", "\ufeff@import 'URL';", "\x00@import 'URL';",
    "<!-- @import 'URL'; -->", "<!--\n*{background:url(URL)}-->", "@layer a; @import 'URL';",
    "@import '@import 'URL';URL';", "@im@import 'x';port 'URL';", "@import/*;*/'URL';",
    "*{background:url(URL)}", "*{background:url('URL')}", "*{background:URL(URL)}", "*{background:u\\72l(URL)}",
    "*{background:\\75\\72\\6c(URL)}", "*{background:\\000075rl(URL)}", "*{background:u\\r\\l('URL')}",
    "*{background:url(\\68ttp\\3a //HOST/a)}", "*{background:ur/**/l(URL)}", "*{background:url/**/(URL)}",
    "*{background:url(/**/URL)}", "*{background:url/**/(a.png)}", "*{background:u\\72l/**/(a)}", "a:is/**/(url/**/(a)){color:red}", "@media url/**/(a){*{color:red}}", "*{--a:src/**/(a)}", "*{background:url(  \n'URL'\t)}", "*{background:url(URL", "*{background:url('URL",
    "*{background:url('URL\n'); background:url(URL)}", "*{background:url(//HOST/a)}", "*{background:url(\\\\HOST\\a)}",
    "*{background:url(#a) , url(URL)}", "*{background:url(data:image/svg+xml,<svg/onload=x>),url(URL)}",
    "*{background:ururl(x)l(URL)}", "*{background:url(data:text/html,URL)}", "*{background:url('#a' URL)}",
    "*{background:url(data:image/png;base64,AA==\\29 ,url(URL)}", "*{background:url('data:image/png,'),url(URL)}",
    "*{background:image-set('URL' 1x)}", "*{background:image-set('data:image/png;base64,AA' 1x,'URL' 2x)}",
    "*{background:-webkit-image-set(url(data:image/png;base64,AA) 1x,url(URL) 2x)}",
    "*{background:image-set(url(#a) 1x, 'URL' 1x)}", "*{background:im\\61ge-set('URL' 1x)}",
    "*{background:cross-fade('URL', url(URL), 50%)}", "*{background:-webkit-cross-fade(url(URL),url(URL),50%)}",
    "*{background:image('URL')}", "*{background:src('URL')}", "*{--u:'URL';background:src(var(--u))}",
    "*{background:element(#a),url(URL)}", "*{background:paint(a,'URL')}",
    "*{--u:url(URL);background:var(--u)}", "*{--u:URL;background:url(var(--u))}", "*{background:var(--x,url(URL))}",
    "*{--a:'URL' 1x;background:image-set(var(--a))}", "*{--\\75:url(URL)} *{background:var(--u)}",
    "@property --u{syntax:'<url>';inherits:true;initial-value:url(URL)} *{background:var(--u)}",
    "*{background:attr(title type(<url>))}", "*{background:url(attr(title))}", "*{background:attr(title url)}",
    "*{background:image-set(attr(title) 1x)}", "*{background:if(style(--a):url(URL);else:url(URL))}",
    "@font-face{font-family:f;src:url(URL)} *{font-family:f}", "@font-face{font-family:f;src:local(x),url(URL)}*{font:9px f}",
    "@f\\6fnt-face{font-family:f;src:url(URL)} *{font-family:f}", "@namespace 'URL'; *{color:red}",
    "@namespace s url(URL); s|*{color:red}", "@layer a{*{background:url(URL)}}",
    "@supports (background:url(URL)){*{background:url(URL)}}", "@supports (display:block){@import 'URL';*{background:url(URL)}}",
    "@media all{*{background:url(URL)}}", "@media all{@media all{*{cursor:url(URL),auto}}}",
    "@container (min-width:0){*{background:url(URL)}}", "@scope (*){*{background:url(URL)}}",
    "@starting-style{*{background:url(URL)}}", "@keyframes k{from{background:url(URL)}} *{animation:k 1s infinite}",
    "@counter-style c{system:cyclic;symbols:url(URL)} *{list-style:c;display:list-item}",
    "@page{background:url(URL)} @page{@top-left{content:url(URL)}}", "@document url(URL){*{color:red}}",
    "@-moz-document url-prefix(URL){*{background:url(URL)}}", "@view-transition{navigation:auto;types:url(URL)}",
    "@color-profile --c{src:url(URL)}", "@unknown{*{background:url(URL)}}",
    "*{width:expression(fetch('URL'))}", "*{behavior:url(URL)}", "*{-moz-binding:url(URL#x)}",
    "*{-ms-behavior:url(URL)}", "*{filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='URL')}",
    "*{filter:url(URL#f)}", "*{mask:url(URL)}", "*{-webkit-mask:url(URL)}", "*{-webkit-mask-box-image:url(URL)}",
    "*{mask-image:url(URL)}", "*{clip-path:url(URL#c)}", "*{shape-outside:url(URL)}", "*{border-image:url(URL) 1}",
    "*{-webkit-border-image:url(URL) 1}", "*{content:url(URL)}", "*::before{content:url(URL)}", "*{cursor:url(URL),auto}",
    "*{list-style:url(URL);display:list-item}", "*{list-style-image:url(URL);display:list-item}",
    "*{offset-path:url(URL#p)}", "*{-webkit-box-reflect:below 0 url(URL)}", "*{marker:url(URL#m);fill:url(URL#g);stroke:url(URL)}",
    "a:visited{background:url(URL)} a:link{background:url(URL)}", ":target{background:url(URL)} html{background:url(URL)}",
    "[title^=x]{background:url(URL)}", "*{&:not(x){background:url(URL)}}", "*{@media all{background:url(URL)}}",
    "*{color:red;;;{}background:url(URL)}", "}*{background:url(URL)}", "]*{background:url(URL)}", ")*{background:url(URL)}",
    "a{b:'</style><img src=URL>'}", "a{content:'</style><link rel=stylesheet href=URL>'}",
    "a{content:'\\3c/style><img src=URL>'}", "</style x='><img src=URL>'", "a{}\\</style><img src=URL>",
    "@media (a</style><img src=URL>){}", "a[b='</style><img src=URL>']{color:red}", "/*</style><img src=URL>*/",
    "*{font-family:'</style>\\3cimg src=URL\\3e '}", "a\\3c\\2fstyle\\3e\\3cimg src=URL\\3e{color:red}",
    "*{background:url(URL)!important}", "*{background:linear-gradient(red,blue),url(URL)}", "*{background:url(URL)\\9}",
    "*{*background:url(URL);_background:url(URL)}", "*{background\\:x:url(URL)}", "*{b\\61ckground:url(URL)}",
    "*{background:uRl(\\\nURL)}", "*{background:url(\"\\\nURL\")}", "*{background:url(\x00URL)}", "*{background:\ufeffurl(URL)}",
    "*{background:url(ftp://HOST/a) , url(ws://HOST/b), url(file:///etc/passwd)}",
    "*{background:url(jav\\61script:fetch('URL'))}", "*{background:url(blob:URL)}", "*{background:url(about:URL)}",
    "/* unterminated *{background:url(URL)}", "/**/*/**/{/**/background/**/:/**/url(URL)/**/}", "*{background:url(URL)/*",
    "*{font:url(URL)", "*{x:{background:url(URL)}}", "*{src:url(URL)}", "*{animation-timeline:url(URL)}",
    "*{color:color(from url(URL) r g b)}", "*{transition:url(URL)}", "*{will-change:url(URL)}",
]  # fmt: skip
"""Each stands in a style element. HOST is the address without its scheme."""

DECLARATIONS = [
    "background:url(URL)", "background:u\\72l(URL)", "background:url(URL", "background:url('URL", "b\\61ckground:url(URL)",
    "background:image-set('data:image/png;base64,AA' 1x,'URL' 2x)", "--u:url(URL);background:var(--u)",
    "background:/**/url(/**/'URL')", "list-style:url(URL);display:list-item", "cursor:url(URL),auto", "content:url(URL)",
    "mask:url(URL#a)", "filter:url(URL#a)", "behavior:url(URL)", "-moz-binding:url(URL)", "width:expression(fetch('URL'))",
    "};*{background:url(URL)}", "color:red}*{background:url(URL)", "@import 'URL'", "&{background:url(URL)}",
    "border-image-source:-webkit-image-set(url(URL) 1x)", "background:src('URL')", "offset-path:url(URL#p)",
    "background:cross-fade(url(#a),url(URL))", "src:url(URL)", "color:red;@media all{background:url(URL)}",
]  # fmt: skip
"""Each stands in a style attribute."""

ATTRIBUTES = [
    "fill='url(URL#a)'", "fill='u\\72l(URL#a)'", "stroke='url(URL'", "clip-path='url(\"URL#a\")'", "mask='url(URL#a)'",
    "marker-end='url(URL#a)'", "fill='url(#a) url(URL)'", "filter='url(URL#a)'", "cursor='url(URL),auto'",
    "fill='image-set(\"URL\" 1x)'",
]  # fmt: skip
"""Each stands on an SVG shape."""


def documents(address: str) -> list[str]:
    """Return all as documents that ask for ``address``, in HTML and inside SVG."""
    made = [f"<style>{text}</style><p title='URL'>x" for text in SHEETS]
    made += [
        f"<svg width=9 height=9><style>{text}</style><rect width=9 height=9 title='URL' /></svg>" for text in SHEETS
    ]
    made += ['<p style="{}" title="x">x'.format(text.replace('"', "&quot;")) for text in DECLARATIONS]
    made += [f'<svg width=9 height=9><rect width=9 height=9 style="{text}" /></svg>' for text in DECLARATIONS]
    made += [f"<svg width=9 height=9><path d='M0 0h9v9z' {text} /></svg>" for text in ATTRIBUTES]
    host = address.partition("//")[2].partition("/")[0]
    return [text.replace("URL", address).replace("HOST", host) for text in made]


def outside(text: str) -> list[str]:
    """Return what a tokenizer finds in safe style that could ask for something."""
    import tinycss2

    found = []

    def walk(tokens):
        for token in tokens:
            address = token.value if token.type == "url" else None
            if token.type == "function":
                if token.lower_name == "url":
                    address = next((part.value for part in token.arguments if part.type == "string"), "?")
                elif token.lower_name in {"image-set", "-webkit-image-set", "src", "image", "cross-fade", "element"}:
                    found.append(token.lower_name)
                walk(token.arguments)
            if address is not None and not re.match(
                r"#|data:image/(png|jpe?g|gif|webp|avif|bmp|x-icon);base64,", address
            ):
                found.append(address)
            if token.type == "at-keyword" and token.lower_value in {"import", "font-face", "namespace", "property"}:
                found.append(token.value)
            if token.type == "error":
                found.append(token.kind)
            walk(getattr(token, "content", None) or [])

    walk(tinycss2.parse_component_value_list(text))
    return found
