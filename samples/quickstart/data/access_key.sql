-- The access_key table as Semaphore writes it, in the three forms that its column can hold:
--   * base64(nonce || ciphertext || tag), AES-256-GCM under access_key_encryption (rows 2, 3, 4, 8);
--   * plain base64, from the time before access_key_encryption was set (rows 5, 6);
--   * the raw text of an SSH key, known by the newline at its end (row 7).
-- A row of type none has no secret. The key is beside this file and was made for this demonstration.
CREATE TABLE access_key (
    id         integer PRIMARY KEY,
    name       varchar(255) NOT NULL,
    type       varchar(255) NOT NULL,
    project_id integer,
    secret     text
);

INSERT INTO access_key (id, name, type, project_id, secret) VALUES
    (1, 'None', 'none', 1, NULL),
    (2, 'Staging deploy key', 'ssh', 1, 't6+JFOR4oEHSBildCqFQxGPlQxu2MxOO8F5GIcSHnjr2s7l+u1vPcumUZW04E1VisXzgfVyDyD4TE9dTCY2IOtj72wk9ev/WeQk3L1mMpJRceSq7/lVL/JEDJuf0k+iW221X5sDHltK4husyRTwvUhgA'),
    (3, 'Ansible vault password', 'login_password', 1, 'QkL5Onz6vTuph3tPetUfTGQTXDDkNE6efSXfQZwVHMgv7zA7uzyplLJ2Ql800a07OqvmaAqXPwX85EO6Szq8hun4m88h5ukqaQ=='),
    (4, 'Registry robot', 'login_password', 1, 'sON0PlJf8JLHgfe8JK59yG7yjUejTJsCNNlK00ZqseX21ZvXyi9DkVRXNIpxXf80wIdMctmAPL/zwdNeOIfFjzFNKB1Wyk2iHMAjrSdSxCRC'),
    (5, 'Wiki bot, stored before encryption was switched on', 'login_password', 1, 'eyJsb2dpbiI6Indpa2kiLCJwYXNzd29yZCI6ImRlbW8td2lraS1wYXNzd29yZCJ9'),
    (6, 'Old build host, stored before encryption was switched on', 'login_password', 2, 'eyJsb2dpbiI6ImJ1aWxkIiwicGFzc3dvcmQiOiJkZW1vLWJ1aWxkLXBhc3N3b3JkIn0='),
    (7, 'Bastion key, stored raw', 'ssh', 2, E'demo ssh key of the bastion\nsecond line\n'),
    (8, 'Production deploy key', 'ssh', 2, '6N+DBAGrzMK4OSV1k1j+lDVk7tcO0jXfiRPOC6e+oJYpfOt0qoXRO6CFrSBJmwDGAACa4Anhn3vmNrl/CJqwikyWpYq+Gxs2USM+GkTtEco/TZSjgXHRCGYP425IuSMP8YQ3X/KLVhWWwaSgOu2OaDjweHFj');
