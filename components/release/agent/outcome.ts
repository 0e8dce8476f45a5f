/** The ways in which a push can end on the host, with their exit codes. */
export const outcomes = {
  proven: 0,
  refused: 10,
  rolledBack: 11,
  rollbackFailed: 12,
  locked: 13,
  occupied: 14,
  unfit: 15,
  notInstalled: 16,
  notCompleted: 17,
  brokenBefore: 18,
  malformed: 19,
} as const;

/** Any end but `proven`. */
export type Failure = Exclude<keyof typeof outcomes, "proven">;

/** The sentence for the user about each end, with the host's own words in it. */
const sentences: Readonly<Record<Failure, (detail: string) => string>> = {
  refused: (detail) => `the server's own check refused it: ${detail}. What the host serves was not touched`,
  rolledBack: (detail) => `${detail}. It was rolled back: the host serves what it served before`,
  rollbackFailed: (detail) => `CRITICAL: ${detail}. Look at the host now; the next push begins by putting it back`,
  locked: (detail) => `${detail}. What the host serves was not touched. Wait until it is done, then run again`,
  occupied: (detail) =>
    `it needs what something else on the host has: ${detail}. What the host serves was not touched. Stop the other one, or choose another port, server or host`,
  unfit: (detail) => `the host cannot take it: ${detail}. What the host serves was not touched`,
  notInstalled: (detail) => `${detail}. What the host serves was not touched; packages that were installed meanwhile stay`,
  notCompleted: (detail) => `it could not be completed on the host: ${detail}. What the host serves was not touched`,
  brokenBefore: (detail) => `the host's own configuration was broken before, and must be repaired first: ${detail}. What the host serves was not touched`,
  malformed: (detail) =>
    `it is not of the expected form: ${detail}. What the host serves was not touched. Update tlsup, as a release that it made itself must be`,
};

/** The failure that an exit code stands for; undefined for any other code, as when the activation itself was killed. */
export function failureOf(code: number): Failure | undefined {
  return (Object.keys(sentences) as Failure[]).find((name) => outcomes[name] === code);
}

/** The sentence for the user, from the last line of the host's script: the end's name and the detail, with a tab in between. */
export function describeEnd(line: string): string {
  const [name = "", detail = ""] = line.split("\t");
  const end = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const failure = (Object.keys(sentences) as Failure[]).find((each) => each === end);
  return failure ? describeFailure(failure, detail) : line;
}

/** The sentence for the user. */
export function describeFailure(failure: Failure, detail: string): string {
  return sentences[failure](detail);
}
