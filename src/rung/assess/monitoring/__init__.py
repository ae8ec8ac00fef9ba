"""What watches a service and its model: rules, receivers, scrapes, dashboards, probes and monitors in files."""
