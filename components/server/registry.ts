/** Every kind of web server, one line each. */
export { apache } from "./apache/apache";
export { caddy } from "./caddy/caddy";
export { gunicorn } from "./gunicorn/gunicorn";
export { haproxy } from "./haproxy/haproxy";
export { nginx } from "./nginx/nginx";
