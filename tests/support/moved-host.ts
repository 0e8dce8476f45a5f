/**
 * Has a host's units that keep a certificate live in the time that /etc/faketimerc says, by the library of the program faketime. Its clocks for durations move
 * as well, as Python sleeps until a moment of theirs; what only talks to systemd stays in the real time, as does systemd.
 */
export const moveHost = `set -e
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install --yes -qq --no-install-recommends libfaketime > /dev/null
echo +0 > /etc/faketimerc
printf '%s\\n' "LD_PRELOAD=$(dpkg -L libfaketime | grep '/libfaketime.so.1$')" FAKETIME_TIMESTAMP_FILE=/etc/faketimerc \\
  NO_FAKE_STAT=1 FAKETIME_DISABLE_SHM=1 FAKETIME_SKIP_CMDS=systemd-run,systemctl > /etc/moved
for unit in tlsup- certbot; do
  mkdir -p /etc/systemd/system/$unit.service.d
  printf '[Unit]\\nStartLimitIntervalSec=0\\n[Service]\\nEnvironmentFile=/etc/moved\\n' > /etc/systemd/system/$unit.service.d/moved.conf
done
systemctl daemon-reload`;

/** Moves the clock of a host that has {@link moveHost}. */
export function moveClock(days: number): string {
  return `echo ${days < 0 ? "" : "+"}${String(days * 86_400)} > /etc/faketimerc`;
}
