-- What the console asks of a year of rows, by the window and the entidad that it asks for. See ADR 0029.
create index copia_issued on copies.copia (issued_at) include (entidad);
create index copia_entidad on copies.copia (entidad, issued_at);
create index verificacion_at on copies.verificacion (at) include (folio, veredicto);
create index track_entidad on reconciliation.track (entidad, paid_lo);
create index line_odd on reconciliation.line (matched_at desc, file desc, n) where outcome <> 'matched' or reason is not null;
create index file_received on reconciliation.file (received_at desc, id desc);
create index surplus_open on payments.surplus (due_at, deposit) where settled_at is null;
create index entry_event on journal.entry (event, id);
create index entry_event_at on journal.entry (event, at) include (entidad) where event in ('acta.found', 'search.unmatched', 'search.unanswered');
create index reporte_open on helpdesk.reporte (entidad, opened_at) where state not in ('closed', 'cancelledByCitizen', 'solvedAtLevel1', 'solvedAtLevel2');
