// A browser, the program and its database share two processors with whatever runs beside them.
jest.setTimeout(180_000);
