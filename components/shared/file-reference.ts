import * as v from "valibot";
import { secret, settings, shapedLike } from "./validation";

/** A file, by its path relative to the program's folder. */
export interface FileReference {
  /** The path. */
  readonly file: string;
}

/** A file of this machine. */
export const fileReference = settings({ file: v.pipe(v.string(), v.regex(/^[^\0\r\n]+$/, "must be the path of a file")) });

/** The file of a private key, whose text belongs in another setting. */
export function keyFileOr(setting: string): v.GenericSchema {
  const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;
  const file = v.pipe(v.unknown(), v.check(isObject, `must be a file as { file: path }; a key's text belongs in ${setting}, encrypted`), fileReference);
  return shapedLike(fileReference, secret(file));
}
