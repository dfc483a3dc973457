-- The journal read by people: newest first of one account or one entidad, and only a stretch of days.
create index entry_actor on journal.entry (actor, id) where actor not in ('ciudadano', 'sistema', 'banco', 'monitor');
create index entry_entidad on journal.entry (entidad, id);
create index entry_at on journal.entry using brin (at);
