import { AUTHORITATIVE_ANSWER, decode, encode, RECURSION_DESIRED, TRUNCATED_RESPONSE, type OptAnswer, type Packet, type Question } from "dns-packet";
import { refused, resolve, type Authority, type Resolution, type ResponseCode } from "./resolve";

/** RFC 1035, 4.1.1 and 4.2: the limits of a message without EDNS, and over TCP. */
const datagramLimit = 512;
export const streamLimit = 0xffff;
/** The largest message that no network fragments: https://www.dnsflagday.net/2020/ */
const unfragmented = 1232;

const codes: Readonly<Record<ResponseCode, number>> = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 };
const badVersion = 16;
/** RFC 1035, 4.1.1: the bits of the opcode; a query is 0. */
const operation = 0x7800;

/** The answer to a message, no longer than the transport and the client accept; undefined if there is none. */
export function respond(authority: Authority, message: Buffer, transport: "udp" | "tcp"): Buffer | undefined {
  const query = parse(message);
  if (!query) return undefined;
  const options = query.additionals?.find((record): record is OptAnswer => record.type === "OPT");
  const limit = transport === "tcp" ? streamLimit : Math.min(Math.max(options?.udpPayloadSize ?? datagramLimit, datagramLimit), unfragmented);
  const response = compose(authority, query, options, message);
  const whole = encode(response);
  // RFC 2181, 9: the client asks again over TCP and uses nothing of a truncated answer.
  return whole.length <= limit ? whole : encode({ ...response, flags: (response.flags ?? 0) | TRUNCATED_RESPONSE, answers: [], authorities: [] });
}

/** Undefined for malformed messages and for responses: answering a response could make a loop (RFC 1035, 7.3). */
function parse(message: Buffer): Packet | undefined {
  try {
    const packet = decode(message);
    return packet.type === "query" ? packet : undefined;
  } catch {
    return undefined;
  }
}

function compose(authority: Authority, query: Packet, options: OptAnswer | undefined, message: Buffer): Packet {
  const questions = query.questions ?? [];
  const [question] = questions;
  const isReadable = questions.length === 1 && question !== undefined && isFaithful(question, message);
  const isKnownVersion = (options?.ednsVersion ?? 0) === 0;
  const resolution =
    isReadable && isKnownVersion
      ? answer(authority, query, question)
      : { code: isReadable ? ("NOERROR" as const) : ("FORMERR" as const), answers: [], authorities: [] };
  const isAuthoritative = resolution.code === "NXDOMAIN" || resolution.answers.length + resolution.authorities.length > 0;
  const code = isKnownVersion ? codes[resolution.code] : badVersion;
  return {
    id: query.id ?? 0,
    type: "response",
    flags: ((query.flags ?? 0) & (operation | RECURSION_DESIRED)) | (isAuthoritative ? AUTHORITATIVE_ANSWER : 0) | (code & 0xf),
    questions: isReadable ? [question] : [],
    answers: [...resolution.answers],
    authorities: [...resolution.authorities],
    additionals: options ? [extension(code >> 4)] : [],
  };
}

function answer(authority: Authority, query: Packet, { name, type, class: questionClass }: Question): Resolution {
  if (((query.flags ?? 0) & operation) !== 0) return { code: "NOTIMP", answers: [], authorities: [] };
  if (questionClass !== "IN" || type === "AXFR" || type === "IXFR") return refused;
  return resolve(authority, name, type);
}

/** A name may contain any octets. If its text form loses some, the answer could not repeat the question. */
function isFaithful(question: Question, message: Buffer): boolean {
  const asked = encode({ type: "query", questions: [question] }).subarray(12);
  return asked.equals(message.subarray(12, 12 + asked.length));
}

/** RFC 6891, 6.1. */
function extension(extendedRcode: number): OptAnswer {
  return { name: ".", type: "OPT", udpPayloadSize: unfragmented, extendedRcode, ednsVersion: 0, flags: 0, flag_do: false, options: [] };
}
