import { createPrivateKey, type KeyObject } from "node:crypto";
import { setMaxListeners } from "node:events";
import { txtName, txtValue, proofOf } from "../../components/certificate/acme/challenge";
import { newPrivateKey, signingRequest } from "../../components/certificate/acme/execution/certificate-key";
import { openAccount } from "../../components/certificate/acme/execution/account";
import { openDns } from "../../components/certificate/acme/execution/dns";
import { httpClient, type HttpAnswer } from "../../components/certificate/acme/execution/http";
import { openTransport } from "../../components/certificate/acme/execution/transport";
import { signRequest, thumbprint } from "../../components/certificate/acme/jws";
import { identifierOf } from "../../components/certificate/acme/names";
import type { Authorization, Order } from "../../components/certificate/acme/order";
import { usualTimings } from "../../components/certificate/acme/timings";
import { obtain, openWorld, type World } from "../support/acme/world";
import { byAcmeClient } from "./acme-auto";
import { otherClients } from "./acme-clients";
import { txtRecord } from "./acme-records";
import { table, timed, type Row } from "./table";

/**
 * How often a number of names is measured, and whether beside other clients.
 * Cloudflare takes 1200 requests in five minutes, and so does the local one: two a name and run.
 */
const cases = [
  { count: 1, rounds: 7, beside: true },
  { count: 10, rounds: 7, beside: true },
  { count: 100, rounds: 2, beside: false },
] as const;

/** Milliseconds that each answer of the CA and of Cloudflare takes longer. */
const delays = [0, 50] as const;

/** A certificate by dns-01 beside its floor: the same requests, as parallel as they can be, polled without a pause. The account is there before. */
export async function benchAcme(): Promise<string> {
  const tables: string[] = [];
  for (const delay of delays) {
    for (const { count, rounds, beside } of cases) {
      const world = await openWorld();
      world.front.delay = delay;
      world.names.delay = delay;
      try {
        tables.push(await measured(world, count, rounds, delay, beside));
      } finally {
        await world.close();
      }
    }
  }
  return tables.join("\n\n");
}

async function measured(world: World, count: number, rounds: number, delay: number, beside: boolean): Promise<string> {
  const names = Array.from({ length: count }, (_, index) => `n${index}.example.test`);
  const key = createPrivateKey(world.accountKey);
  const transport = openTransport({ directory: world.front.directory, root: world.pebble.root, timings: usualTimings, signal: AbortSignal.timeout(60_000) });
  const account = await openAccount(transport, key, []);
  transport.close();
  await obtain(world, names, { account });
  const floor: number[] = [];
  const ours: number[] = [];
  const auto: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    floor.push(await timed(() => byHand(world, names, key, account)));
    ours.push(await timed(() => obtain(world, names, { account })));
    if (beside) auto.push(await timed(() => byAcmeClient(world, names, account)));
  }
  const others = beside ? [{ what: "acme-client auto", seconds: auto }, ...(await besides(world, names))] : [];
  return table(`${count} ${count === 1 ? "name" : "names"}, ${delay} ms`, [
    { what: "the same requests by hand", seconds: floor },
    { what: "tlsup", seconds: ours },
    ...others,
  ]);
}

/** lego and certbot, as they take so long that once is enough. */
async function besides(world: World, names: readonly string[]): Promise<Row[]> {
  const { clients, close } = await otherClients(world);
  const rows: Row[] = [];
  try {
    for (const { what, obtain: run } of clients) rows.push({ what, seconds: run ? [await timed(() => run(names))] : [] });
    return rows;
  } finally {
    await close();
  }
}

/** The floor. */
async function byHand(world: World, names: readonly string[], key: KeyObject, account: string): Promise<void> {
  const client = httpClient(world.pebble.root);
  const signal = AbortSignal.timeout(60_000);
  setMaxListeners(0, signal);
  const send = (method: "GET" | "HEAD" | "POST", url: string, body?: string): Promise<HttpAnswer> =>
    client.send(method, url, { timeout: 30_000, signal, ...(body !== undefined && { body }) });
  const directory = JSON.parse((await send("GET", world.front.directory)).body) as { newNonce: string; newOrder: string };
  const nonces: string[] = [];
  const post = async (url: string, payload?: unknown): Promise<HttpAnswer> => {
    const nonce = nonces.pop() ?? (await send("HEAD", directory.newNonce)).headers["replay-nonce"] ?? "";
    const answer = await send("POST", url, JSON.stringify(await signRequest(key, { url, nonce, kid: account }, payload)));
    nonces.push(answer.headers["replay-nonce"] ?? "");
    return answer;
  };
  const privateKey = newPrivateKey("ecdsa-p256");
  const csr = signingRequest(privateKey, names);
  const made = await post(directory.newOrder, { identifiers: names.map(identifierOf) });
  const url = made.headers.location ?? "";
  const order = JSON.parse(made.body) as Order;
  const dns = openDns({ resolver: world.names.dns });
  const records = await Promise.all(order.authorizations.map(async (each) => proven(JSON.parse((await post(each)).body) as Authorization)));
  const settled = async (status: Order["status"]): Promise<Order> => {
    for (;;) {
      const current = JSON.parse((await post(url)).body) as Order;
      if (current.status !== status) return current;
    }
  };
  await settled("pending");
  await post(order.finalize, { csr: await csr });
  await post((await settled("processing")).certificate ?? "");
  await Promise.all(records.map((id) => txtRecord(world, "DELETE", `/${id}`)));
  client.close();

  async function proven({ identifier, challenges }: Authorization): Promise<string> {
    const challenge = challenges.find(({ type }) => type === "dns-01");
    const proof = proofOf(identifier.value, challenge?.token ?? "", await thumbprint(key));
    const { id } = await txtRecord(world, "POST", "", { type: "TXT", name: txtName(proof), content: txtValue(proof), ttl: 60 });
    const { servers } = await dns.zone(txtName(proof));
    await Promise.all(servers.map((server) => dns.txtAt(server, txtName(proof))));
    await post(challenge?.url ?? "", {});
    return id;
  }
}
