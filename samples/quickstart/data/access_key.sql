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
    (2, 'Staging deploy key', 'ssh', 1, 'kWnUz/BVz3UBXd0Fgafj423Nyx9G9/zKo4pLT8uJZZREJlFdZ1E8TIG7iYXREbJxOKeTw1+/nmAIqd2Gb942obtnKPMR2vtyhdAG4RH8iiiz5f66vDH+N92BjP6oAZHGSeUC4o3x1aLxHVVxZO4xCDkw'),
    (3, 'Ansible vault password', 'login_password', 1, 'eOeDaopd5sl6tGEYZTIEPiGKsTr7vogbXug3rtumsS2yNcV32P67zthswGfQbUT6BAsbQWaqHYHje39MUiUa4K1+Ba5h3WMJ4g=='),
    (4, 'Registry robot', 'login_password', 1, 'ya0ID8CQA6sI+20S2EfiQT5oYH40dwP6PyLWl4kVMIXA0jWZ8VVz65SBPs1NpPGpuxweWRU+XrM70jVxfYPj8GEvE/oiuW1cKd8ZNOLUEaDR'),
    (5, 'Wiki bot, stored before encryption was switched on', 'login_password', 1, 'eyJsb2dpbiI6Indpa2kiLCJwYXNzd29yZCI6ImRlbW8td2lraS1wYXNzd29yZCJ9'),
    (6, 'Old build host, stored before encryption was switched on', 'login_password', 2, 'eyJsb2dpbiI6ImJ1aWxkIiwicGFzc3dvcmQiOiJkZW1vLWJ1aWxkLXBhc3N3b3JkIn0='),
    (7, 'Bastion key, stored raw', 'ssh', 2, E'---- demo ssh key of the bastion ----\nits second line\n'),
    (8, 'Production deploy key', 'ssh', 2, 'Os5J1TmSMfnWbxVzvSgZ1aTAZ5YU/0n1MuYtuOc5jlsAB/VMFUmB86T4hH6MWnYROKSZWZIkmDy+Jc11i3qCgWWyf92cgwHrpVIfBzHiZ4sEafy279/5ErrDwbOc5IxQMOPZqc8TGWUXOZt6Vh6a2RgARK7J');
