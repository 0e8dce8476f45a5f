import { ports } from "../instance";

/** The URL of the ACME server's directory (RFC 8555, 7.1.1) at one of its addresses. */
export const acmeDirectory = (address: string, port: number = ports.acme): string => `https://${address}:${port}/dir`;
