import { foreignFields, otherCharacters, schemeField, upgradeProtocol, visitorFields, type Edge, type Fields } from "../../edge/common/request-headers";
import { bytesOf, type HttpServerSettings } from "../common/web-server";

/** How requests are passed on to the upstream, and which of their fields are dropped. */
export function proxyLines(url: string, { maxBodySize = "1m" }: HttpServerSettings, edge: Edge): string {
  return `
${edgeMatchers(edge)}	handle {
		header -Server
		route {
${limitLines(bytesOf(maxBodySize))}			vars visitor {remote_host}
			vars scheme {scheme}
${
  edge.ranges.length === 0
    ? ""
    : `			vars @edge_visitor visitor {header.${edge.visitorField}}
			vars @edge_http scheme http
			vars @edge_https scheme https
`
}${droppedLines(edge)}			reverse_proxy ${url} {
${visitorFields
  .map(
    (field) => `				header_up ${field} {vars.visitor}
`,
  )
  .join("")}				header_up ${schemeField} {vars.scheme}
				# Caddy sets it itself, to the same host as Host.
				header_up -X-Forwarded-Host
			}
		}
	}
`;
}

function droppedLines({ ranges, fields: edgeFields }: Edge): string {
  const lines = (matcher: string, fields: readonly string[]): string =>
    fields
      .map(
        (field) => `			request_header ${matcher}-${field}
`,
      )
      .join("");
  const patterns = ({ prefixes, names }: Fields): string[] => [...prefixes.map((prefix) => `${prefix}*`), ...names];
  const fromAll = lines("", [...otherCharacters.map((character) => `*${character}*`), ...patterns(foreignFields)]);
  const fromOthers = lines(ranges.length === 0 ? "" : "@not_edge ", patterns(edgeFields));
  return `${fromAll}${fromOthers}			@switches not header_regexp Upgrade (?i)^${upgradeProtocol}$
			request_header @switches -Upgrade
`;
}

/** A body with a Content-Length is refused before it is passed on; any other body is counted. */
function limitLines(limit: number): string {
  if (limit === 0) return "";
  return `			@too_large expression \`{header.Content-Length} != "" && int({header.Content-Length}) > ${limit}\`
			error @too_large "the body is too large" 413
			request_body {
				max_size ${limit}
			}
`;
}

/** Matchers for what the edge says about the visitor and the protocol. No other client is believed about them. */
function edgeMatchers({ ranges: all, visitorField }: Edge): string {
  if (all.length === 0) return "";
  const ranges = all.join(" ");
  return `	@not_edge not remote_ip ${ranges}
	@edge_visitor {
		remote_ip ${ranges}
		header ${visitorField} *
	}
	@edge_http {
		remote_ip ${ranges}
		header ${schemeField} http
	}
	@edge_https {
		remote_ip ${ranges}
		header ${schemeField} https
	}

`;
}
