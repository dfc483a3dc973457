-- When each version of an acta was first shown to us, and what was shown: an entidad cannot show one person and sign another.
create table gateway.seen (
  entidad    text not null,
  version    text not null,
  -- A keyed hash of the preview; without the key nobody can go back to a person.
  preview    bytea not null,
  first_seen timestamptz not null,
  primary key (entidad, version)
);
