import { children, element, tags, type Der } from "./der";
import type { AlternativeNames } from "./names";

/**
 * The names that an authority's name constraints do not allow it to certify (RFC 5280, section 4.2.1.10). `constraints` is the extension's
 * content. Throws when it does not parse; host names and addresses are judged, which is all that a server's certificate holds.
 */
export function forbiddenNames(constraints: Buffer, { dnsNames, addresses }: AlternativeNames): string[] {
  const [permitted, excluded] = [0xa0, 0xa1].map((tag) => subtrees(children(element(constraints), tags.sequence).find((part) => part.tag === tag)));
  return [
    ...forbidden(dnsNames, permitted?.hosts ?? [], excluded?.hosts ?? [], isBelow),
    ...forbidden(addresses, permitted?.networks ?? [], excluded?.networks ?? [], isInNetwork),
  ];
}

function forbidden<Tree>(names: readonly string[], permitted: readonly Tree[], excluded: readonly Tree[], isIn: (name: string, tree: Tree) => boolean): string[] {
  return names.filter((name) => excluded.some((tree) => isIn(name, tree)) || (permitted.length > 0 && !permitted.some((tree) => isIn(name, tree))));
}

function subtrees(part: Der | undefined): { readonly hosts: readonly string[]; readonly networks: readonly Buffer[] } {
  const bases = part ? children(part, part.tag).flatMap((subtree) => children(subtree, tags.sequence).slice(0, 1)) : [];
  return {
    hosts: bases.filter(({ tag }) => tag === 0x82).map(({ content }) => content.toString("latin1").toLowerCase()),
    networks: bases.filter(({ tag }) => tag === 0x87).map(({ content }) => content),
  };
}

function isBelow(name: string, base: string): boolean {
  const host = name.toLowerCase();
  return base === "" || host === base || host.endsWith(base.startsWith(".") ? base : `.${base}`);
}

/** A network is an address and a mask of the same length, one after the other. */
function isInNetwork(address: string, network: Buffer): boolean {
  const octets = octetsOf(address);
  if (network.length !== 2 * octets.length) return false;
  return octets.every((octet, index) => ((octet ^ network.readUInt8(index)) & network.readUInt8(index + octets.length)) === 0);
}

function octetsOf(address: string): number[] {
  if (!address.includes(":")) return address.split(".").map(Number);
  const [head = "", tail = ""] = address.split("::");
  const groups = (text: string): string[] => text.split(":").filter((group) => group !== "");
  const zeros = Array<string>(8 - groups(head).length - groups(tail).length).fill("0");
  return [...groups(head), ...zeros, ...groups(tail)].flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);
}
