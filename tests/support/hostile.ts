/** Made by whoever runs one of the texts, wherever that is. */
export const trace = "tlsup-was-here";

/** A single line that breaks out of every way to quote that is not right. */
export const oneLine = `a'b"c;touch ${trace};$(touch ${trace})\`touch ${trace}\`{}|touch ${trace}&$\{HOME} %n`;

/** Texts that a shell, a configuration file or a template would take for more than texts. */
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
