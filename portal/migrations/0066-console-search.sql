-- The console's search: the orders of one CURP, by its keyed hash, and the reports about one order.
create index solicitud_curp on orders.solicitud (curp_blind, placed_at) where curp_blind is not null;
create index reporte_sobre on helpdesk.reporte (sobre) where sobre is not null;
