"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.quote = quote;
/** `text` as one word of a POSIX shell, whatever it holds. Throws on a NUL, which no argument can carry. */
function quote(text) {
    if (text.includes("\0"))
        throw new Error("Cannot quote a text that holds a NUL character for the shell: remove it");
    return `'${text.replaceAll("'", `'\\''`)}'`;
}
