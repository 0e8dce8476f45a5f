import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Fields } from "./fields";
import type { OriginAnswer } from "./origin/request";

/** Joins a visitor and an origin that have agreed to switch protocols (RFC 9110 section 7.8), until either ends or both are silent. */
export function openTunnel(
  visitor: Socket,
  visitorHead: Buffer,
  answer: OriginAnswer & Required<Pick<OriginAnswer, "tunnel">>,
  fields: Fields,
  idle: number,
): void {
  const { socket: origin, head } = answer.tunnel;
  answer.watchdog.stop();
  const close = () => {
    visitor.destroy();
    origin.destroy();
  };
  for (const side of [visitor, origin]) side.on("error", close).on("close", close);
  visitor.setTimeout(idle, close);
  visitor.setNoDelay(true);
  visitor.write(switchingHead(fields));
  if (head.length > 0) visitor.write(head);
  if (visitorHead.length > 0) origin.write(visitorHead);
  visitor.pipe(origin);
  origin.pipe(visitor);
}

function switchingHead(fields: Fields): string {
  const lines = [...fields].flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));
  return [`HTTP/1.1 101 ${STATUS_CODES[101]}`, ...lines, "", ""].join("\r\n");
}

/** The two fields that request, or confirm, a protocol switch on one connection. */
export function switching(protocol: string): [string, string[]][] {
  return [
    ["connection", ["Upgrade"]],
    ["upgrade", [protocol]],
  ];
}
