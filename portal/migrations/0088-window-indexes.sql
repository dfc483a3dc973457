-- What the figures of a window read of each row, kept in the index: a row of the table is then not fetched for it. See ADR 0029.
create index copia_folio_entidad on copies.copia (folio) include (entidad);
drop index reconciliation.track_paid;
create index track_paid on reconciliation.track (paid_lo) include (entidad, paid_hi, available_at, last_no_at, matched_at);
