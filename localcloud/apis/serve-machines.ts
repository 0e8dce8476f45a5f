import type { Part } from "../instance";

/** A vendor's actions in the background. */
interface Background {
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** Serves a vendor's API, once its hosts match its records, for as long as its actions are carried out. The actions end when it cannot be served. */
export async function serveMachines(lifecycle: Background, serve: () => Promise<Part>): Promise<Part> {
  await lifecycle.resume();
  try {
    const server = await serve();
    return {
      close: async () => {
        await server.close();
        await lifecycle.close();
      },
    };
  } catch (cause) {
    await lifecycle.close();
    throw cause;
  }
}
