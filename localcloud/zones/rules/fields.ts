/** The part of a visitor's request that rules can use. */
export interface RuleRequest {
  /** Lower case, without a port. */
  readonly host: string;
  /** With its query string, as sent. */
  readonly uri: string;
  readonly method: string;
  /** The visitor's address. */
  readonly address: string;
  readonly isTls: boolean;
}

type Reader<T> = (request: RuleRequest) => T;

/** The fields of the rules language that exist here: https://developers.cloudflare.com/ruleset-engine/rules-language/fields/reference/ */
export const textFields: Readonly<Record<string, Reader<string>>> = {
  "http.host": ({ host }) => host,
  "http.request.method": ({ method }) => method,
  "http.request.full_uri": ({ isTls, host, uri }) => `${isTls ? "https" : "http"}://${host}${uri}`,
  "http.request.uri": ({ uri }) => uri,
  "http.request.uri.path": pathOf,
  "http.request.uri.path.extension": (request) => /\.([^./]+)$/.exec(pathOf(request))?.[1]?.toLowerCase() ?? "",
  "http.request.uri.query": ({ uri }) => (uri.includes("?") ? uri.slice(uri.indexOf("?") + 1) : ""),
  "ip.src": ({ address }) => address,
};

/** Fields that are complete tests. */
export const flagFields: Readonly<Record<string, Reader<boolean>>> = { ssl: ({ isTls }) => isTls, true: () => true, false: () => false };

/** Fields with an address, which are compared with addresses and networks. */
export const addressFields: ReadonlySet<string> = new Set(["ip.src"]);

/** Whether Cloudflare has fields with the same beginning as this name. */
export function isForeignField(name: string): boolean {
  return /^(cf|http|icmp|ip|raw|tcp|udp)\./.test(name);
}

function pathOf({ uri }: RuleRequest): string {
  return uri.replace(/\?.*$/s, "");
}
