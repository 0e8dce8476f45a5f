/** How to highlight parts of a report. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly error: (text: string) => string;
  /** For less important parts. */
  readonly faint: (text: string) => string;
}

const asItIs = (text: string): string => text;

export const plain: Paint = { good: asItIs, warning: asItIs, error: asItIs, faint: asItIs };

/** ECMA-48's Select Graphic Rendition; only the foreground, so that it is readable on light and dark backgrounds. */
const rendition =
  (begin: number, end: number) =>
  (text: string): string =>
    `\u001B[${begin}m${text}\u001B[${end}m`;

export const coloured: Paint = { good: rendition(32, 39), warning: rendition(33, 39), error: rendition(31, 39), faint: rendition(2, 22) };
