import { cutPower, until } from "./droplets";
import { onHost } from "./local-cloud";

/** A moment of a renewal: openssl is called with arguments of this pattern of bash while a file has content. */
export interface Moment {
  readonly pattern: string;
  readonly file: string;
}

/** The program in the place of openssl. Its caller must not end it for its lack of progress. */
const halting = `#!/bin/bash
read -r file pattern < /etc/halt
if [[ -s $file && "$*" == $pattern ]]; then kill -STOP $PPID; exec sleep infinity; fi
exec /usr/bin/openssl.real "$@"
`;

const halted = "pgrep --full '^sleep infinity$'";

/** Has a host lose power at some moments of what was begun on it, at each after it was booted again. `look` looks at the host before each. */
export async function cutPowerAt(address: string, moments: readonly Moment[], begin: string, look: () => Promise<void>): Promise<void> {
  const arm = (moment: Moment | undefined): void => void onHost(address, `echo '${moment ? `${moment.file} ${moment.pattern}` : "/ -"}' > /etc/halt; sync`);
  const script = Buffer.from(halting).toString("base64");
  onHost(address, `cd /usr/bin; cp -a openssl openssl.real; base64 -d <<< ${script} > openssl.new; chmod 755 openssl.new`);
  arm(moments[0]);
  onHost(address, `mv /usr/bin/openssl.new /usr/bin/openssl; ${begin}`);
  try {
    for (const [index] of moments.entries()) {
      await until(
        () => Promise.resolve(onHost(address, `${halted} || true`)),
        (found) => found !== "",
      );
      await look();
      arm(moments[index + 1]);
      await cutPower(address);
    }
  } finally {
    onHost(address, `mv /usr/bin/openssl.real /usr/bin/openssl; ${halted} | xargs --no-run-if-empty ps -o ppid= -p | xargs --no-run-if-empty kill -KILL`);
  }
}
