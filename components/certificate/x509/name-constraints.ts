import { BlockList } from "node:net";
import { element, isTagged, sequence, tagged, taggedOctets, type Element } from "./der";
import { addressOf, type AlternativeNames } from "./names";

/**
 * The names that an authority's name constraints do not allow it to certify (RFC 5280, section 4.2.1.10). `constraints` is the extension's
 * content. Throws when it does not parse; only host names and addresses are checked: a server's certificate holds nothing else.
 */
export function forbiddenNames(constraints: Buffer, { dnsNames, addresses }: AlternativeNames): string[] {
  const parts = sequence(element(constraints));
  const [permitted, excluded] = [subtrees(parts, 0), subtrees(parts, 1)];
  return [...forbidden(dnsNames, permitted.hosts, excluded.hosts, isBelow), ...forbidden(addresses, permitted.networks, excluded.networks, isInNetwork)];
}

function forbidden<Tree>(
  names: readonly string[],
  permitted: readonly Tree[],
  excluded: readonly Tree[],
  isIn: (name: string, tree: Tree) => boolean,
): string[] {
  return names.filter((name) => excluded.some((tree) => isIn(name, tree)) || (permitted.length > 0 && !permitted.some((tree) => isIn(name, tree))));
}

function subtrees(parts: readonly Element[], number: number): { readonly hosts: readonly string[]; readonly networks: readonly BlockList[] } {
  const bases = parts
    .filter((part) => isTagged(part, number))
    .flatMap((part) => tagged(part, number))
    .flatMap((subtree) => sequence(subtree).slice(0, 1));
  return {
    hosts: bases.filter((base) => isTagged(base, 2)).map((base) => taggedOctets(base, 2).toString("latin1").toLowerCase()),
    networks: bases.filter((base) => isTagged(base, 7)).map((base) => networkOf(taggedOctets(base, 7))),
  };
}

function isBelow(name: string, base: string): boolean {
  const host = name.toLowerCase();
  return base === "" || host === base || host.endsWith(base.startsWith(".") ? base : `.${base}`);
}

/** A network is an address and a mask of the same length, one after the other. */
function networkOf(octets: Buffer): BlockList {
  const address = addressOf(octets.subarray(0, octets.length / 2));
  const mask = [...octets.subarray(octets.length / 2)].map((octet) => octet.toString(2).padStart(8, "0")).join("");
  if (address === undefined || mask.length !== 4 * octets.length || !/^1*0*$/.test(mask))
    throw new Error("Cannot read the name constraints as a network must be an address and a mask (RFC 4632): one is not");
  const network = new BlockList();
  network.addSubnet(address, mask.lastIndexOf("1") + 1, familyOf(address));
  return network;
}

function isInNetwork(address: string, network: BlockList): boolean {
  return network.check(address, familyOf(address));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return address.includes(":") ? "ipv6" : "ipv4";
}
