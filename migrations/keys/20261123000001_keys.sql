-- migrate:up
-- The keys: in a database of its own, with its own backups, so that a copy of the record alone opens nothing and a
-- destroyed key is destroyed in no older copy of the record.

do $$ begin
  create role evenhand_keys nologin;
exception when duplicate_object or unique_violation then null; -- roles belong to the whole server; another run made it
end $$;

create schema keys;

-- A data key for a set of people, wrapped under a master key.
create table keys.data_key (
  id           uuid        primary key,
  people       text[]      not null,       -- identifiers, sorted
  wrapped      bytea,                      -- null once destroyed
  master       text,                       -- which master key wraps it
  made_at      timestamptz not null default now(),
  destroyed_at timestamptz,
  destroyed_by text,
  check ((wrapped is null) = (destroyed_at is not null))
);
create unique index data_key_people on keys.data_key (people) where wrapped is not null;
create index data_key_person on keys.data_key using gin (people);

-- Keys of the whole installation: for fingerprints of commands, for blind indexes.
create table keys.secret (
  name    text  primary key,
  wrapped bytea not null,
  master  text  not null
);

create function keys.refuse_return() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' then raise exception 'keys are never deleted, only destroyed' using errcode = 'EH001'; end if;
  if old.wrapped is null or new.id <> old.id or new.people <> old.people then
    raise exception 'a destroyed key stays destroyed, and a key keeps its people' using errcode = 'EH001';
  end if;
  return new;
end $$;
create trigger only_destroyed before update or delete on keys.data_key for each row execute function keys.refuse_return();
create trigger only_destroyed_all before truncate on keys.data_key for each statement execute function keys.refuse_return();

revoke all on schema keys from public;
revoke all on all functions in schema keys from public;
grant usage on schema keys to evenhand_keys;
grant select, insert on keys.data_key, keys.secret to evenhand_keys;
grant update (wrapped, master, destroyed_at, destroyed_by) on keys.data_key to evenhand_keys;
grant update (wrapped, master) on keys.secret to evenhand_keys;

-- migrate:down
do $$ begin raise exception 'keys are never taken down'; end $$;
