/** Every kind of service besides the web server, one line each. */
export { dovecot } from "./dovecot/dovecot";
export { mariadb } from "./mariadb/mariadb";
export { postfix } from "./postfix/postfix";
export { postgresql } from "./postgresql/postgresql";
export { redis } from "./redis/redis";
export { vsftpd } from "./vsftpd/vsftpd";
