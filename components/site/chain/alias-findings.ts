import type { ExpectedAlias, ExpectedChain, Observation } from "./chain";
import { finding, type Finding } from "./codes";
import { isGood } from "./journey";

/** The chain of an alias. */
export function chainOfAlias(chain: ExpectedChain, { name, redirect, zone }: ExpectedAlias): ExpectedChain {
  return { ...chain, domain: name, ...(zone && { zone }), ...(redirect && { leadsTo: chain.domain }) };
}

/** Finds an alias that does not redirect to the domain. If visitors get no page at all, the findings about journeys say so. */
export function aliasFindings({ journeys: [{ start, steps, end }], origin }: Observation): Finding[] {
  const { leadsTo } = origin?.expected ?? {};
  if (leadsTo === undefined || !isGood(end.answer)) return [];
  const { hostname } = new URL(end.url);
  if (hostname === leadsTo) return [];
  const where = end.url === start ? "is served" : `leads to ${end.url}`;
  return [
    finding(
      "alias-astray",
      steps.at(-1)?.by === "edge" ? "edge" : "origin",
      `${start} ${where}, and the stack says that it redirects to https://${leadsTo}/`,
      "Look whether a rule at Cloudflare or the application redirects, and run `pulumi up --refresh`",
    ),
  ];
}

/** Finds a rule of the edge that leads the visitors of a name away, which the stack says is served. */
export function ledAwayFindings({ journeys: [{ steps, circle }], origin }: Observation): Finding[] {
  if (!origin || origin.expected.leadsTo !== undefined || circle) return [];
  const { domain } = origin.expected;
  const isOwn = (url: string): boolean => new URL(url).hostname === domain;
  const away = steps.find(({ from, to, by }) => by === "edge" && isOwn(from) && !isOwn(to));
  if (!away) return [];
  const problem = `a rule of the edge leads ${away.from} to ${away.to}, and the stack says that ${domain} serves the site`;
  return [finding("led-away", "edge", problem, "Delete that rule at Cloudflare")];
}
