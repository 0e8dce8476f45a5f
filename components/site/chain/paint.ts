/** How parts of a report are made to stand out. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly error: (text: string) => string;
  /** What matters less. */
  readonly faint: (text: string) => string;
}

const asItIs = (text: string): string => text;

export const plain: Paint = { good: asItIs, warning: asItIs, error: asItIs, faint: asItIs };

/** By ECMA-48's Select Graphic Rendition; the foreground alone, so it reads on a light and on a dark ground. */
const rendition =
  (begin: number, end: number) =>
  (text: string): string =>
    `\u001B[${begin}m${text}\u001B[${end}m`;

export const coloured: Paint = { good: rendition(32, 39), warning: rendition(33, 39), error: rendition(31, 39), faint: rendition(2, 22) };
