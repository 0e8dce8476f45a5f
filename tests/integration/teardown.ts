import { tlsup } from "../support/environment";

/** Forgets the tests' local cloud: its hosts, its network, its folder. */
export default function teardown(): void {
  const directory = process.env.TLSUP_LOCAL_DIR;
  if (directory !== undefined) tlsup(directory, "local", "reset");
}
