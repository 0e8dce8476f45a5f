import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Server } from "./tls-clients";

/** A client of a database that verifies chain and name: it reads queries, one a line, and writes the results. */
type Client = (server: Server) => readonly [command: string, args: readonly string[], env: Readonly<Record<string, string>>];

/** PostgreSQL's own client, as the role `app`. */
export const psql: Client = ({ name, address, roots }) => [
  "psql",
  [`host=${name} hostaddr=${address} user=app dbname=postgres sslmode=verify-full sslrootcert=${roots}`, "--no-psqlrc", "--tuples-only", "--no-align"],
  { PGPASSWORD: "secret-of-app" },
];

const ownHosts = 'mount -t tmpfs tmpfs /mnt && echo "$1" > /mnt/hosts && mount --bind /mnt/hosts /etc/hosts && shift';

/** MariaDB's own client, as the account `app`. It cannot be told the address of a name, so it sees a file of hosts of its own. */
export const mariadb: Client = ({ name, address, roots }) => [
  "unshare",
  [
    ...["--mount", "bash", "-c", `${ownHosts} && exec mariadb "$@"`, "bash", `${address} ${name}`],
    ...["--no-defaults", `--host=${name}`, "--user=app", `--ssl-ca=${roots}`, "--ssl-verify-server-cert", "--batch", "--skip-column-names", "--unbuffered"],
  ],
  { MYSQL_PWD: "secret-of-app" },
];

/** Redis's own client, as the user `default`. It verifies the chain, and has no option to verify the name. */
export const redisCli: Client = ({ name, address, roots }) => [
  "redis-cli",
  ["-h", address, "-p", "6380", "--tls", "--sni", name, "--cacert", roots, "--no-auth-warning"],
  { REDISCLI_AUTH: "secret-of-app" },
];

/** A connection of a client. `ask` returns the first line of a query's result; it throws the client's words if it ends instead. */
export interface Session {
  ask(query: string): Promise<string>;
  end(): void;
}

/** Connects, without waiting for it. */
export function openSession(client: Client, server: Server): Session {
  const [command, args, env] = client(server);
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  // A client that has ended is told by what it wrote.
  child.stdin.on("error", () => undefined);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    ask: async (query) => {
      child.stdin.write(`${query}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`The client has ended: ${said}`);
      return value;
    },
    end: () => child.stdin.end(),
  };
}

/** The first line of a query's result, over a connection of its own. */
export async function query(client: Client, server: Server, text: string): Promise<string> {
  const session = openSession(client, server);
  const answer = session.ask(text);
  session.end();
  return await answer;
}
