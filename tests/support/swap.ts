import { setTimeout as sleep } from "node:timers/promises";
import { push } from "../../components/release/push/execution/push";
import type { Release } from "../../components/release/common/release";
import type { Destination } from "../../components/shared/destination";
import { servedLeaf } from "./handshakes";
import { withNewCertificate } from "./web-release";

/** Observations while a host's certificate was changed again and again. */
export interface Swaps {
  readonly handshakes: number;
  /** The reasons of failed handshakes. */
  readonly failures: readonly string[];
  /** Served leaves that were neither the old one nor the new one, and the old one if it was served after the push of the new one. */
  readonly strangers: readonly string[];
  /** How long each change took, in seconds. */
  readonly seconds: readonly number[];
}

/** The number of concurrent handshakes. */
const parallel = 10;

/**
 * Changes the certificate of a release in force `changes` times, each time after `perChange` more handshakes, while handshakes
 * never stop. A complete handshake proves that key and leaf belong together: the server signs with the key, and the client verifies with the leaf.
 */
export async function swapUnderLoad(destination: Destination, inForce: Release, changes: number, perChange: number): Promise<Swaps> {
  if (inForce.certificate.source !== "release") throw new Error("Only a certificate that travels with its release can be changed here");
  let handshakes = 0;
  let isOver = false;
  // The leaf that was last proven, and the one that is being pushed, if there is one.
  let allowed: readonly string[] = [inForce.certificate.sha256];
  const failures: string[] = [];
  const strangers: string[] = [];
  const visitor = async (): Promise<void> => {
    while (!isOver) {
      const before = allowed;
      try {
        const leaf = await servedLeaf(destination.host, inForce.site);
        if (![...before, ...allowed].includes(leaf)) strangers.push(leaf);
      } catch (error) {
        failures.push(String(error));
      }
      handshakes += 1;
      // A push takes a few hundred milliseconds: faster handshakes would add nothing.
      await sleep(20);
    }
  };
  const visitors = Array.from({ length: parallel }, visitor);
  const seconds: number[] = [];
  let release: Release = inForce;
  try {
    for (let change = 0; change < changes; change += 1) {
      while (handshakes < change * perChange) await sleep(10);
      const next = await withNewCertificate(release);
      allowed = [...allowed, next.certificate.sha256];
      const start = process.hrtime.bigint();
      await push(destination, next);
      seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
      allowed = [next.certificate.sha256];
      release = next;
    }
    while (handshakes < changes * perChange) await sleep(10);
  } finally {
    isOver = true;
    await Promise.all(visitors);
  }
  return { handshakes, failures, strangers, seconds };
}
