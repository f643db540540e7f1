import Documents

/// Reads the serial line of a model.
enum LineReader {
    static func read(_ reader: ObjectReader, _ parts: inout MeterModelParts) {
        let isMBus = reader.has("mbus")
        if isMBus { parts.serial = .mBus }
        if let serial = reader.optional("serial")?.object("the serial line") {
            parts.serial = options(serial, parts.serial, firstAddress: isMBus ? 0 : 1)
        }
    }

    private static func options(
        _ serial: ObjectReader,
        _ usual: SerialOptions,
        firstAddress: Double
    ) -> SerialOptions {
        var options = usual
        if let node = serial.optional("baudRates") {
            options.baudRates = (node.array("a list of speeds") ?? [])
                .compactMap { $0.integer("a speed in bit/s", in: 300...1_000_000) }
        }
        if let node = serial.optional("parities") {
            options.parities = (node.array("a list of parities") ?? [])
                .compactMap { $0.choice(of: SerialOptions.Parity.self) }
        }
        if let node = serial.optional("modes") {
            options.modes = (node.array("a list of framings") ?? [])
                .compactMap { $0.choice(of: SerialOptions.Mode.self) }
            if options.modes.isEmpty { node.report("is empty; rtu, ascii or both") }
        }
        if let node = serial.optional("stopBits") {
            options.stopBits = (node.array("a list of stop bits") ?? [])
                .compactMap { $0.integer("stop bits", in: 1...2) }
        }
        if let range = serial.optional("addresses")?
            .range("an address", in: firstAddress...255)
        {
            options.addresses = Int(range.lowerBound)...Int(range.upperBound)
        }
        if let word = serial.optional("takesEffect")?
            .word(of: ["atOnce": false, "afterRestart": true])
        {
            options.lineSettingsWaitForRestart = word
        }
        if let defaults = serial.optional("default")?.object("how it leaves the factory") {
            readDefaults(defaults, &options)
        }
        serial.finish()
        return options
    }

    private static func readDefaults(_ reader: ObjectReader, _ options: inout SerialOptions) {
        if let node = reader.optional("baudRate"), let rate = node.integer("a speed in bit/s") {
            options.defaultBaudRate = rate
            require(options.baudRates.contains(rate), node, "baudRates")
        }
        if let node = reader.optional("parity"),
            let parity = node.choice(of: SerialOptions.Parity.self)
        {
            options.defaultParity = parity
            require(options.parities.contains(parity), node, "parities")
        }
        if let node = reader.optional("stopBits"), let bits = node.integer("stop bits") {
            options.defaultStopBits = bits
            require(options.stopBits.contains(bits), node, "stopBits")
        }
        if let node = reader.optional("address"), let address = node.integer("an address") {
            options.defaultAddress = address
            require(options.addresses.contains(address), node, "addresses")
        }
        reader.finish()
    }

    private static func require(_ isAllowed: Bool, _ node: Node, _ list: String) {
        if !isAllowed { node.report("is not allowed by \"\(list)\" above") }
    }
}
