-- What the files after this one share: sizes, chance that is the same each time, names, and indexes laid aside while rows come.
create schema year;
create table year.p (
  now timestamptz not null, since timestamptz not null,
  -- How long raw probes are kept, and how many runs of nine days the year has.
  kept interval not null, nines int not null,
  orders bigint not null, tickets bigint not null, calls bigint not null, claves text[] not null
);

-- Between 0 and 1, by number and purpose alone.
create function year.r(n bigint, purpose int) returns double precision language sql immutable parallel safe as
  $$ select (hashint8extended(n, purpose) & 9007199254740991) / 9007199254740992.0 $$;
-- One of these, by chance.
create function year.one_of(of text[], n bigint, purpose int) returns text language sql immutable parallel safe as
  $$ select of[1 + floor(year.r(n, purpose) * cardinality(of))::int] $$;
-- A number of 45 bits that no other n of this kind has.
create function year.mixed(n bigint, kind int) returns bigint language sql immutable parallel safe as
  $$ select (n * 3935559000371 + kind * 1000000000007) & 35184372088831 $$;
-- Ten characters, the last one checking the others as parseFolio reads them.
create function year.folio(v bigint) returns text language sql immutable parallel safe as $$
  select substr(a, ((v >> 40) & 31)::int + 1, 1) || substr(a, ((v >> 35) & 31)::int + 1, 1) || substr(a, ((v >> 30) & 31)::int + 1, 1)
      || substr(a, ((v >> 25) & 31)::int + 1, 1) || substr(a, ((v >> 20) & 31)::int + 1, 1) || substr(a, ((v >> 15) & 31)::int + 1, 1)
      || substr(a, ((v >> 10) & 31)::int + 1, 1) || substr(a, ((v >> 5) & 31)::int + 1, 1) || substr(a, (v & 31)::int + 1, 1)
      || substr(a, (v % 37)::int + 1, 1)
    from (values ('0123456789ABCDEFGHJKMNPQRSTVWXYZ')) as alphabet (a) $$;
create function year.folios(prefix text, kind int, wanted bigint) returns table (n bigint, folio text) language sql stable as $$
  select row_number() over (order by i), prefix || year.folio(year.mixed(i, kind))
    from generate_series(1, (wanted * 1.2)::bigint + 100) as i
   where year.mixed(i, kind) % 37 < 32 order by i limit wanted $$;
-- The n-th of so many days, in their order; and its instant: few at night, most at noon of the centre.
create function year.day(n bigint, of bigint, purpose int, since timestamptz, now timestamptz) returns double precision language sql immutable parallel safe as
  $$ select extract(epoch from now - since)::float8 / 86400 * (n - 1 + year.r(n, purpose)) / of $$;
create function year.moment(n bigint, of bigint, purpose int, since timestamptz, now timestamptz) returns timestamptz language sql stable as $$
  select least(now - interval '2 minutes', date_trunc('second', since
    + (year.day(n, of, purpose, since, now) + 0.8 * sin(2 * pi() * year.day(n, of, purpose, since, now)) / (2 * pi())) * interval '1 day')) $$;

create table year.aside (place int generated always as identity, made text not null);
-- Puts away what slows a big insert: foreign keys, indexes, and keys that nothing refers to.
create procedure year.lay_aside(one regclass) language plpgsql as $$
declare it record;
begin
  for it in select conname, pg_get_constraintdef(c.oid) as def from pg_constraint c
             where conrelid = one and (contype = 'f' or (contype in ('p', 'u')
               and not exists (select from pg_constraint f where f.contype = 'f' and f.confrelid = one and f.conindid = c.conindid)))
             order by contype = 'f'
  loop
    insert into year.aside (made) values (format('alter table %s add constraint %I %s', one, it.conname, it.def));
    execute format('alter table %s drop constraint %I', one, it.conname);
  end loop;
  for it in select indexrelid::regclass as name, pg_get_indexdef(indexrelid) as def from pg_index i
             where indrelid = one and not exists (select from pg_constraint where conindid = i.indexrelid)
  loop
    insert into year.aside (made) values (it.def);
    execute format('drop index %s', it.name);
  end loop;
end $$;
-- Makes all of it again; each key and each reference is checked over all rows while it is made.
create procedure year.bring_back() language plpgsql as $$
declare it record;
begin
  for it in select made from year.aside order by made like '%FOREIGN KEY%', place loop execute it.made; end loop;
  delete from year.aside;
end $$;
