"""The tests, by what they stand on: rules, flows, services, journeys, web, house."""
