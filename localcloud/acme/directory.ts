import { ports } from "../instance";

/** The URL of the ACME server's directory (RFC 8555, 7.1.1) at one of its addresses. */
export const acmeDirectory = (address: string): string => `https://${address}:${ports.acme}/dir`;
