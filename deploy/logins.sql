-- Makes the databases, and one login for each program with the password from its environment variable. Run by the
-- server's owner with psql before each start of the deployment; run again it changes nothing but the passwords.
\set ON_ERROR_STOP on
\getenv record_password RECORD_PASSWORD
\getenv keys_password KEYS_PASSWORD
\getenv temporal_password TEMPORAL_PASSWORD

select 'create role ' || name || case when name in ('evenhand_app', 'evenhand_keys') then ' nologin' else ' login' end
  from unnest(array['evenhand_app', 'evenhand_keys', 'evenhand', 'evenhand_keeper', 'temporal']) name
 where name not in (select rolname from pg_roles) \gexec
alter role evenhand login nosuperuser nocreatedb nocreaterole noreplication password :'record_password';
alter role evenhand_keeper login nosuperuser nocreatedb nocreaterole noreplication password :'keys_password';
alter role temporal login nosuperuser nocreatedb nocreaterole noreplication password :'temporal_password';
grant evenhand_app to evenhand;
grant evenhand_keys to evenhand_keeper;

select 'create database ' || name || case when name like 'temporal%' then ' owner temporal' else '' end
  from unnest(array['evenhand', 'evenhand_keys', 'temporal', 'temporal_visibility']) name
 where name not in (select datname from pg_database) \gexec
revoke all on database evenhand, evenhand_keys, temporal, temporal_visibility from public;
grant connect on database evenhand to evenhand;
grant connect on database evenhand_keys to evenhand_keeper;
