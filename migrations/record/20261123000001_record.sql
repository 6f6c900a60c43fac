-- migrate:up
-- The record: an append-only log. Nothing here is written but through record.append_batch, record.erase and
-- record.add_checkpoint; the application's login holds evenhand_app, which may execute those three and read.

do $$ begin
  create role evenhand_app nologin;
exception when duplicate_object or unique_violation then null; -- roles belong to the whole server; another run made it
end $$;

create schema record;
create schema views;

-- One event: its envelope, its facts (canonical JSON, in clear) and its hashes. No foreign keys and few indexes: every
-- row comes from one function.
create table record.event (
  position      bigint      primary key check (position > 0), -- gapless, in commit order
  recorded_at   timestamptz not null,             -- strictly increasing with position
  stream        text        not null,
  version       bigint      not null check (version > 0),
  command_id    uuid        not null,             -- with `ordinal` it identifies the event
  ordinal       smallint    not null check (ordinal > 0), -- within its command, from 1
  size          smallint    not null check (size > 0),    -- how many events the command became
  type          text        not null,
  class_version smallint    not null,
  actor         text        not null,             -- a pseudonym
  meta          bytea       not null,             -- canonical JSON: see view record.audit
  facts         bytea       not null,             -- canonical JSON
  sealed_hash   bytea,                            -- of the stored ciphertext and its key's id; null: nothing personal
  fingerprint   bytea,                            -- HMAC of the command, with its first event
  content_hash  bytea       not null,             -- chain of the stream
  leaf_hash     bytea       not null              -- RFC 6962 leaf
);
create unique index event_stream on record.event (stream, version);
create unique index event_command on record.event (command_id) where ordinal = 1;

-- The personal text of an event, encrypted. A row is deleted only by record.erase.
create table record.payload (
  position bigint primary key,
  key_id   uuid   not null,
  sealed   bytea  not null
);

-- The identifiers that an event carries besides its own stream.
create table record.tag (
  tag      text   not null,
  position bigint not null,
  primary key (tag, position)
);

-- Which certificate (an event) allows a payload to be gone.
create table record.erasure (
  position    bigint primary key,
  certificate bigint not null
);

-- Signed heads of the tree; copies are kept outside the database, where a superuser of it cannot reach them.
create table record.checkpoint (
  tree_size bigint primary key,
  root      bytea  not null,
  frontier  bytea  not null,      -- the full subtrees' hashes, largest first: a sealer goes on from here
  sealed_at timestamptz not null,
  key_id    text   not null,
  signature bytea  not null
);

-- How far the one clock runs ahead of the server's: zero but in virtual time. Only the owner changes it.
create table record.clock (
  one   boolean  primary key default true check (one),
  ahead interval not null
);
insert into record.clock (ahead) values (interval '0');

-- How far each view has come, moved in the transaction that changes its tables.
create table views.progress (
  name     text   primary key,
  version  int    not null,
  position bigint not null
);

-- Never behind what is recorded, so that a clock set back neither stops nor reorders anything.
create function record.now() returns timestamptz language sql volatile as $$
  select greatest(
    clock_timestamp() + (select ahead from record.clock),
    (select recorded_at from record.event order by position desc limit 1));
$$;

create function record.set_clock_ahead(ahead interval) returns timestamptz language sql volatile as $$
  update record.clock set ahead = set_clock_ahead.ahead;
  select record.now();
$$;

create function record.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'EH001';
end $$;

-- The certificate is an event, so that it stands in the chain; an entry in record.erasure alone is none.
create function record.refuse_uncertified() returns trigger language plpgsql as $$
begin
  if not exists (select from record.erasure x join record.event c on c.position = x.certificate
                  where x.position = old.position and c.position > old.position
                    and convert_from(c.meta, 'UTF8')::jsonb -> 'erases' @> to_jsonb(old.position)) then
    raise exception 'the payload at % has no certificate of erasure', old.position using errcode = 'EH001';
  end if;
  return old;
end $$;

create trigger append_only before update or delete or truncate on record.event
  for each statement execute function record.refuse_change();
create trigger append_only before update or delete or truncate on record.tag
  for each statement execute function record.refuse_change();
create trigger append_only before update or delete or truncate on record.erasure
  for each statement execute function record.refuse_change();
create trigger append_only before update or delete or truncate on record.checkpoint
  for each statement execute function record.refuse_change();
create trigger append_only before update or truncate on record.payload
  for each statement execute function record.refuse_change();
create trigger only_with_certificate before delete on record.payload
  for each row execute function record.refuse_uncertified();

-- What auditors read: the envelope in columns.
create view record.audit as
  select e.position, e.recorded_at, e.stream, e.version, e.command_id || '/' || e.ordinal as event_id, e.type,
         e.class_version, m.meta ->> 'clause' as clause, coalesce(m.meta ->> 'occurred_at', e.recorded_at::text) as occurred_at,
         e.command_id, e.actor, m.meta -> 'roles' as roles, m.meta ->> 'reason' as reason,
         m.meta ->> 'policy' as policy_version, m.meta ->> 'calendar' as calendar_version,
         m.meta ->> 'correlation' as correlation, m.meta ->> 'causation' as causation, m.meta -> 'erases' as erases,
         m.meta, convert_from(e.facts, 'UTF8')::jsonb as facts,
         case when e.sealed_hash is null then 'none' when p.position is not null then 'sealed'
              when x.position is not null then 'erased' else 'missing' end as personal,
         x.certificate
    from record.event e
    cross join lateral (select convert_from(e.meta, 'UTF8')::jsonb as meta) m
    left join record.payload p on p.position = e.position
    left join record.erasure x on x.position = e.position;

-- migrate:down
do $$ begin raise exception 'the record is never taken down'; end $$;
