package io.gatehouse.proxy;

/** The gist of each page's configuration, faults and all. */
enum FaultyPage {
    SEMAPHORE_NGINX("nginx", """
            server {
                listen 443 ssl;
                ssl_protocols TLSv1.1 TLSv1.2;
                ssl_ciphers "EECDH+AESGCM:EDH+AESGCM:AES256+EECDH";
                location / {
                    proxy_pass http://127.0.0.1/;
                    proxy_set_header Host $http_host;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                }
                location /api/ws {
                    proxy_pass http://127.0.0.1/api/ws;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Origin "";
                }
            }
            """),
    SEMAPHORE_APACHE("apache", """
            <VirtualHost *:443>
                SSLEngine on
                <Location />
                    ProxyPass http://127.0.0.1:3000/
                </Location>
                <Location /api/ws>
                    ProxyPass ws://127.0.0.1:3000/api/ws/
                </Location>
            </VirtualHost>
            """),
    LEMUR_NGINX("nginx", """
            http {
                add_header X-Frame-Options DENY;
                server {
                    listen 443;
                    ssl_dhparam /path/to/dhparam.pem;
                    ssl_stapling on;
                    add_header Strict-Transport-Security max-age=15768000;
                }
            }
            """),
    LEMUR_APACHE("apache", """
            <VirtualHost *:443>
                SSLEngine on
                SSLCertificateChainFile /path/to/intermediate
                SSLProtocol all -SSLv2 -SSLv3
                SSLCipherSuite ECDHE-RSA-AES128-GCM-SHA256:DES-CBC3-SHA
            </VirtualHost>
            """),
    SRE_NGINX("nginx", """
            error_log /var/log/nginx/error.log debug;
            server {
                listen 443 ssl;
                ssl_protocols TLSv1.2;
                ssl_ecdh_curve secp384r1;
                gzip on;
                gzip_types *;
                add_header X-XSS-Protection "1; mode=block" always;
            }
            """),
    GALAXY_NGINX("nginx", """
            server {
                listen 80;
                return 301 https://$host$request_uri;
            }
            server {
                listen 443;
                ssl on;
                location ~ /.well-known {
                    root /var/www;
                }
            }
            """),
    GALAXY_CRON("nginx", "cron 0 3 * * 1 certbot renew && systemctl reload nginx;");

    private final String dialect;
    private final String text;

    FaultyPage(String dialect, String text) {
        this.dialect = dialect;
        this.text = text;
    }

    Printed read() {
        return Printed.of(dialect, text);
    }
}
