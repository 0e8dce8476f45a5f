/** The file that a shell creates if it runs one of the texts. */
export const trace = "tlsup-was-here";

/** A single line that breaks out of every wrong way to quote. */
export const oneLine = `a'b"c;touch ${trace};$(touch ${trace})\`touch ${trace}\`{}|touch ${trace}&$\{HOME} %n`;

/** Texts that a shell, a configuration file or a template would interpret. */
export const hostile = [
  oneLine,
  `;touch ${trace};`,
  `$(touch ${trace})`,
  `\`touch ${trace}\``,
  `'; touch ${trace}; '`,
  `"; touch ${trace}; "`,
  "{}",
  `x\ntouch ${trace}\n`,
];
