-- migrate:up
-- Append a batch of requests in one transaction, an outcome for each; requests in a batch must not touch one another
-- (the writer sees to it): no stream, command or watched tag in common.
--
-- Arrays, one element per …
--   r_  request:   command, keyed fingerprint, the moment it was decided at, number of events
--   h_  stream it writes: request, stream, expected version (0: none yet), content hash there
--   t_, s_  condition: no event of `types` (comma-joined; null: any) with tag t after a position / in stream s after a version
--   e_  event, in the order of requests
--   p_  payload, g_ tag: index of their event, from 1
--
-- Returns a row (0, 'a', last position before the batch, its first moment less 1 µs), then a row for each request that
-- was not appended: its index and r: appended before (at: first position); x: that id was another request;
-- v: a stream is elsewhere (at: its version); m: a London midnight has passed since it was decided; c: condition failed.
create function record.append_batch(
  r_command uuid[], r_fingerprint bytea[], r_as_of timestamptz[], r_size int[],
  h_request int[], h_stream text[], h_version bigint[], h_hash bytea[],
  t_request int[], t_tag text[], t_after bigint[], t_types text[],
  s_request int[], s_stream text[], s_after bigint[], s_types text[],
  e_request int[], e_stream text[], e_version bigint[], e_command uuid[], e_ordinal smallint[], e_size smallint[],
  e_type text[], e_class_version smallint[], e_actor text[], e_meta bytea[], e_facts bytea[],
  e_sealed_hash bytea[], e_fingerprint bytea[], e_content_hash bytea[],
  p_event int[], p_key uuid[], p_sealed bytea[],
  g_event int[], g_tag text[])
returns table (request int, outcome "char", at bigint, moment timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  head bigint; start timestamptz; start_us bigint; midnight timestamptz;
  out_of_it int[]; shift int[]; shifted int := 0;
begin
  if exists (select from unnest(p_event || g_event) i where i < 1 or i > coalesce(cardinality(e_request), 0)) then
    raise exception 'a text or a tag belongs to an event of its own batch' using errcode = 'EH003';
  end if;
  perform pg_advisory_xact_lock(7003522);
  select e.position, e.recorded_at into head, start from record.event e order by e.position desc limit 1;
  head := coalesce(head, 0);
  start := greatest(clock_timestamp() + (select ahead from record.clock), start);
  start_us := (extract(epoch from start) * 1000000)::bigint;
  midnight := date_trunc('day', start + cardinality(e_request) * interval '1 microsecond', 'Europe/London');
  request := 0; outcome := 'a'; at := head; moment := start;
  return next;
  moment := null;
  for request, outcome, at in
    select distinct on (q.i) q.i, q.outcome::"char", q.at from (
      select r.i::int, 1, case when e.fingerprint = r.fingerprint then 'r' else 'x' end, e.position
        from unnest(r_command, r_fingerprint) with ordinality r (command, fingerprint, i)
       cross join lateral (select c.fingerprint, c.position from record.event c
                            where c.command_id = r.command and c.ordinal = 1 limit 1) e
      union all
      select h.i, 2, 'v', coalesce(e.version, 0)
        from unnest(h_request, h_stream, h_version, h_hash) h (i, stream, version, hash)
        left join lateral (select l.version, l.content_hash from record.event l
                            where l.stream = h.stream order by l.version desc limit 1) e on true
       where coalesce(e.version, 0) <> h.version or e.content_hash <> h.hash
      union all
      select r.i::int, 3, 'm', null from unnest(r_as_of) with ordinality r (as_of, i) where r.as_of < midnight
      union all
      select t.i, 4, 'c', null from unnest(t_request, t_tag, t_after, t_types) t (i, tag, after, types)
       cross join lateral (select from record.tag g where g.tag = t.tag and g.position > t.after
                              and (t.types is null or (select e.type from record.event e where e.position = g.position)
                                                      = any (string_to_array(t.types, ','))) limit 1) g
      union all
      select s.i, 4, 'c', null from unnest(s_request, s_stream, s_after, s_types) s (i, stream, after, types)
       cross join lateral (select from record.event e where e.stream = s.stream and e.version > s.after
                              and (s.types is null or e.type = any (string_to_array(s.types, ','))) limit 1) e
    ) q (i, rank, outcome, at) order by q.i, q.rank
  loop
    out_of_it := out_of_it || request;
    return next;
  end loop;
  if out_of_it is not null then -- those behind a request that is left out move up
    for i in 1 .. cardinality(r_size) loop
      shift[i] := shifted;
      if i = any (out_of_it) then shifted := shifted + r_size[i]; end if;
    end loop;
  end if;
  insert into record.event
    select n.position, start + (n.position - head) * interval '1 microsecond', e.stream, e.version, e.command, e.ordinal, e.size,
           e.type, e.class_version, e.actor, e.meta, e.facts, e.sealed_hash, e.fingerprint, e.content_hash,
           sha256('\x00'::bytea || int8send(n.position) || int8send(start_us + n.position - head) || e.content_hash)
      from unnest(e_request, e_stream, e_version, e_command, e_ordinal, e_size, e_type, e_class_version, e_actor, e_meta, e_facts,
                  e_sealed_hash, e_fingerprint, e_content_hash) with ordinality
           e (request, stream, version, command, ordinal, size, type, class_version, actor, meta, facts,
              sealed_hash, fingerprint, content_hash, i)
     cross join lateral (select head + e.i - coalesce(shift[e.request], 0) as position) n
     where out_of_it is null or e.request <> all (out_of_it);
  if p_event is not null then
    insert into record.payload
      select head + p.event - coalesce(shift[e_request[p.event]], 0), p.key, p.sealed
        from unnest(p_event, p_key, p_sealed) p (event, key, sealed)
       where out_of_it is null or e_request[p.event] <> all (out_of_it);
  end if;
  if g_event is not null then
    insert into record.tag
      select g.tag, head + g.event - coalesce(shift[e_request[g.event]], 0)
        from unnest(g_event, g_tag) g (event, tag)
       where out_of_it is null or e_request[g.event] <> all (out_of_it);
  end if;
end $$;

-- Append one request whose first event is a certificate of erasure, and delete the payloads at the positions that the
-- certificate's envelope names (`erases`), in one transaction. Same arguments and rows as append_batch. Only positions
-- that hold personal text can be named.
create function record.erase(
  r_command uuid[], r_fingerprint bytea[], r_as_of timestamptz[], r_size int[],
  h_request int[], h_stream text[], h_version bigint[], h_hash bytea[],
  t_request int[], t_tag text[], t_after bigint[], t_types text[],
  s_request int[], s_stream text[], s_after bigint[], s_types text[],
  e_request int[], e_stream text[], e_version bigint[], e_command uuid[], e_ordinal smallint[], e_size smallint[],
  e_type text[], e_class_version smallint[], e_actor text[], e_meta bytea[], e_facts bytea[],
  e_sealed_hash bytea[], e_fingerprint bytea[], e_content_hash bytea[],
  p_event int[], p_key uuid[], p_sealed bytea[],
  g_event int[], g_tag text[])
returns table (request int, outcome "char", at bigint, moment timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  erased bigint[]; certificate bigint; n int := 0; wrong bigint;
begin
  if cardinality(r_command) <> 1 then
    raise exception 'one erasure, one certificate' using errcode = 'EH002';
  end if;
  select array_agg(distinct x::bigint) into erased
    from jsonb_array_elements_text(convert_from(e_meta[1], 'UTF8')::jsonb -> 'erases') x;
  if erased is null then
    raise exception 'the certificate names no position' using errcode = 'EH002';
  end if;
  for request, outcome, at, moment in
    select b.* from record.append_batch(
      r_command, r_fingerprint, r_as_of, r_size, h_request, h_stream, h_version, h_hash, t_request, t_tag, t_after, t_types,
      s_request, s_stream, s_after, s_types, e_request, e_stream, e_version, e_command, e_ordinal, e_size, e_type,
      e_class_version, e_actor, e_meta, e_facts, e_sealed_hash, e_fingerprint, e_content_hash, p_event, p_key, p_sealed,
      g_event, g_tag) b
  loop
    n := n + 1;
    certificate := coalesce(certificate, at + 1);
    return next;
  end loop;
  if n > 1 then return; end if; -- not appended, so nothing is erased
  select x into wrong from unnest(erased) x
   where not exists (select from record.event e where e.position = x and e.position < certificate and e.sealed_hash is not null) limit 1;
  if wrong is not null then
    raise exception 'there is no personal text at %', wrong using errcode = 'EH002';
  end if;
  insert into record.erasure select x, certificate from unnest(erased) x on conflict do nothing;
  delete from record.payload p where p.position = any (erased);
end $$;

create function record.add_checkpoint(tree_size bigint, root bytea, frontier bytea, sealed_at timestamptz, key_id text, signature bytea)
returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into record.checkpoint values (tree_size, root, frontier, sealed_at, key_id, signature) on conflict do nothing;
$$;

revoke all on schema record from public;
revoke all on all functions in schema record from public;
grant usage on schema record to evenhand_app;
grant select on all tables in schema record to evenhand_app;
grant execute on function record.append_batch, record.erase, record.add_checkpoint, record.now to evenhand_app;
grant usage, create on schema views to evenhand_app;
grant select, insert, update on views.progress to evenhand_app;

-- migrate:down
do $$ begin raise exception 'the record is never taken down'; end $$;
