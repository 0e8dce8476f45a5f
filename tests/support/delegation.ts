import { AUTHORITATIVE_ANSWER, decode, encode, type Answer } from "dns-packet";
import { serveDns } from "../../localcloud/dns/serve";

const log = { info: () => undefined, error: () => undefined };

/** A resolver's view of a domain that is delegated to a name server which leads every name to one address. */
export async function delegatedTo(nameServer: string, address: string): Promise<{ readonly resolver: string; readonly close: () => Promise<void> }> {
  const place = address.replace(/\d+$/, "254");
  const answers = (name: string, type: string): Answer[] => {
    if (type === "NS") return [{ name, type, data: nameServer, ttl: 60 }];
    return type === "A" ? [{ name, type, data: address, ttl: 60 }] : [];
  };
  const server = await serveDns(
    (message) => {
      const { id, questions = [] } = decode(message);
      const [{ name, type } = { name: "", type: "A" }] = questions;
      return encode({ id: id ?? 0, type: "response", flags: AUTHORITATIVE_ANSWER, questions, answers: answers(name, type) });
    },
    place,
    53,
    log,
  );
  return { resolver: `${place}:53`, close: () => server.close() };
}
