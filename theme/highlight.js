// Colours code, in the place of mdBook's own highlighter: that one knows forty languages, and weighs 138 kB. The guide
// shows two. mdBook calls it as `hljs`, and styles its classes.

const KEYWORDS = {
    rust: `as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut
        pub ref return self static struct super trait type unsafe use where while`,
    python: `and as assert async await break class continue def del elif else except finally for from global if import
        in is lambda nonlocal not or pass raise return try while with yield`,
};

// The first that fits is taken, and so what is in a comment or a string is no word.
const PATTERNS = {
    rust: [
        ["comment", /\/\/.*|\/\*[^]*?\*\//],
        ["string", /b?r(?<hashes>#*)"[^]*?"\k<hashes>|b?"(?:\\[^]|[^"\\])*"|b?'(?:\\[^']+|[^'\\])'/],
        ["meta", /#!?\[[^\]]*\]/],
        ["number", /\b\d[\d_]*(?:\.\d[\d_]*)?(?:[a-z]\w*)?/],
        ["built_in", /\b\w+!(?=[([{])/],
        ["literal", /\b(?:true|false|None|Some|Ok|Err)\b/],
        ["type", /\b[A-Z]\w*|'\w+|\b(?:[iu](?:8|16|32|64|128|size)|f32|f64|bool|char|str)\b/],
    ],
    python: [
        ["comment", /#.*/],
        ["string", /[bfr]{0,2}(?:"""[^]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/],
        ["meta", /@[\w.]+/],
        ["number", /\b\d[\d_]*(?:\.\d+)?/],
        ["literal", /\b(?:True|False|None)\b/],
    ],
};

function highlighted(code, language) {
    const keywords = KEYWORDS[language].split(/\s+/).join("|");
    const kinds = [
        ...PATTERNS[language],
        ["title", /(?<=\b(?:fn|def|class) )\w+/],
        ["keyword", new RegExp(`\\b(?:${keywords})\\b`)],
    ];
    const pattern = new RegExp(kinds.map(([kind, { source }]) => `(?<${kind}>${source})`).join("|"), "g");
    const parts = document.createDocumentFragment();
    let end = 0;
    for (const found of code.matchAll(pattern)) {
        const [kind] = Object.entries(found.groups).find(([, text]) => text !== undefined);
        const part = Object.assign(document.createElement("span"), { className: `hljs-${kind}` });
        part.textContent = found[0];
        parts.append(code.slice(end, found.index), part);
        end = found.index + found[0].length;
    }
    parts.append(code.slice(end));
    return parts;
}

globalThis.hljs = {
    configure() {},
    highlightBlock(block) {
        const language = Object.keys(PATTERNS).find((it) => block.classList.contains(`language-${it}`));
        if (language) block.replaceChildren(highlighted(block.textContent, language));
    },
};
