import { get } from "node:https";
import { meanwhile } from "../../localcloud/stage/execution/meanwhile";
import type { Droplet } from "./droplets";

/** The zone of the owner's site, and of those that tlsup puts beside it. */
export const zone = "existing.test";

/** What the owner of each machine has there: a site over HTTPS, rules of a firewall, jobs, and an SSH server of their own. */
const common = `set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update > /dev/null
install() { apt-get -q install -y --no-install-recommends curl openssl unattended-upgrades cron nftables "$@" > /dev/null; }
printf 'Port 22\nPort 2222\nMatch User deploy\n  PasswordAuthentication no\n' >> /etc/ssh/sshd_config
systemctl restart ssh.service
openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=shop.${zone} -keyout /etc/ssl/shop.key -out /etc/ssl/shop.pem 2> /dev/null
mkdir -p /var/www/shop
echo "the shop" > /var/www/shop/index.html
`;

/** nginx, which answers every name by the shop. certbot keeps the shop's certificate, and its timer is off: the owner renews by hand. */
export const nginxOfOwner = (authority: string, directory: string): string => `${common}
install nginx certbot
rm /etc/nginx/sites-enabled/default
cat > /etc/nginx/conf.d/shop.conf << END
server {
  listen 80 default_server;
  listen [::]:80 default_server;
  listen 443 ssl default_server;
  listen [::]:443 ssl default_server;
  server_name shop.${zone};
  ssl_certificate /etc/ssl/shop.pem;
  ssl_certificate_key /etc/ssl/shop.key;
  root /var/www/shop;
  access_log /var/log/nginx/access.log combined buffer=32k;
}
END
systemctl enable --quiet nginx.service
systemctl restart nginx.service
base64 -d <<< ${Buffer.from(authority).toString("base64")} > /root/ca.pem
export REQUESTS_CA_BUNDLE=/root/ca.pem
certbot certonly --quiet --non-interactive --agree-tos --email owner@${zone} --server ${directory} --webroot -w /var/www/shop -d shop.${zone}
systemctl disable --quiet --now certbot.timer
for kind in pre deploy; do printf '#!/bin/sh\necho "$RENEWED_LINEAGE"\n' > /etc/letsencrypt/renewal-hooks/$kind/mine; done
nft add table inet mine
nft list ruleset > /etc/nftables.conf
echo '*/5 * * * * true' | crontab -
`;

/** The certificate and the pages of the shop, in each of its hosts of Apache by https. */
const apacheShop = `  SSLEngine on
  SSLCertificateFile /etc/ssl/shop.pem
  SSLCertificateKeyFile /etc/ssl/shop.key
  DocumentRoot /var/www/shop`;

/** Apache, whose site comes after tlsup's in the order of names, and PostgreSQL with data. */
export const apacheOfOwner = `${common}
install apache2 postgresql ufw
cat > /etc/apache2/sites-enabled/www-shop.conf << END
<VirtualHost *:80>
  ServerName shop.${zone}
  DocumentRoot /var/www/shop
</VirtualHost>
<VirtualHost *:443>
  ServerName www.shop.${zone}
  ServerAlias a.shop.${zone} shop.${zone}
${apacheShop}
</VirtualHost>
END
a2enmod -q ssl
systemctl enable --quiet apache2.service
systemctl restart apache2.service postgresql.service
for port in 22 2222 80 443; do ufw allow $port/tcp; done > /dev/null
ufw --force enable > /dev/null
runuser -u postgres -- psql -qc "create table orders (id int)" -c "insert into orders values (7)"
`;

export const apacheAddressFile = "/etc/apache2/sites-enabled/private.conf";

/** Has Apache take all who come to one address to the shop, for every name. */
export const apacheOfOwnerAt = (address: string): string => `cat > ${apacheAddressFile} << END
<VirtualHost ${address}:443>
  ServerName private.${zone}
${apacheShop}
</VirtualHost>
END
systemctl reload apache2`;

/** Names, modes, owners and contents below /etc and of jobs. certbot keeps copies of each key and request that it makes. */
export const listing =
  "cd / && find etc var/spool/cron usr/local ! -path 'etc/letsencrypt/keys/*' ! -path 'etc/letsencrypt/csr/*' -printf '%y %m %U:%G %p %l\\n' | sort && " +
  "find etc var/spool/cron usr/local ! -path 'etc/letsencrypt/keys/*' ! -path 'etc/letsencrypt/csr/*' -type f -exec sha256sum {} + | sort -k 2";

/** PostgreSQL's main process, and where it listens. */
export const database = "systemctl show --property=MainPID --value postgresql@15-main.service; ss -Hltn 'sport = :5432' | wc -l";

/** What visitors of the owner's site get while `action` runs. */
export async function shopVisitors({ address }: Droplet, action: () => Promise<unknown>): Promise<string[]> {
  const seen = new Set<string>();
  const visit = async (): Promise<void> => {
    seen.add(await visitShop(address));
  };
  await meanwhile(50, visit, action);
  return [...seen];
}

/** The status and the text of the owner's site, by a connection of its own. */
function visitShop(address: string): Promise<string> {
  return new Promise((resolve) => {
    const options = { host: address, servername: `shop.${zone}`, headers: { Host: `shop.${zone}` }, agent: false, rejectUnauthorized: false, timeout: 20_000 };
    get(options, (response) => {
      let text = "";
      response
        .setEncoding("utf8")
        .on("data", (part: string) => (text += part))
        .on("end", () => resolve(`${String(response.statusCode)} ${text.trim()}`));
    })
      .once("timeout", () => resolve("no answer within 20 s"))
      .once("error", (error) => resolve(error.message));
  });
}
