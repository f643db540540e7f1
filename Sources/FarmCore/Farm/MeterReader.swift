internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Reads the meters of a farm file with their models and loads.
final class MeterReader {
    private let library: ProfileLibrary
    private let models: ModelLibrary
    private let log: FaultLog
    private let seed: Seed
    private let timeZone: CivilZone
    private let start: Instant
    private let startIsKnown: Bool
    private let buses: [String: BusPlan]
    private var modelCache: [String: MeterModel?] = [:]
    private let loads: LoadReader
    private var names: [String: JSONPointer] = [:]
    private var addresses: [String: StationList] = [:]

    init(
        library: ProfileLibrary,
        log: FaultLog,
        seed: Seed,
        timeZone: CivilZone,
        start: Instant,
        startIsKnown: Bool,
        buses: [String: BusPlan]
    ) {
        self.start = start
        self.startIsKnown = startIsKnown
        self.library = library
        models = ModelLibrary(library)
        loads = LoadReader(library, timeZone: timeZone, log: log)
        self.log = log
        self.seed = seed
        self.timeZone = timeZone
        self.buses = buses
    }

    /// All meters, repeats multiplied; what is faulty is left out and reported.
    ///
    /// - Parameters:
    ///   - scenarios: what happens to them.
    ///   - faultMark: a hash of the faults of the farm; 0 without.
    func read(_ node: Node?, under scenarios: [FarmScenario], faultMark: UInt64) -> [MeterPlan] {
        guard let node else { return [] }
        let drafts = node.repeatedEntries("a list of meters", limit: FarmReader.meterLimit)
            .compactMap(readMeter)
        guard log.faults.isEmpty else { return [] }
        let planner = LoadPlanner(seed: seed, timeZone: timeZone, log: log)
        var plans = planner.plans(drafts)
        guard log.faults.isEmpty else { return [] }
        planner.advise(on: plans, from: start)
        ScriptBinder(
            scenarios,
            faultMark: faultMark,
            startIsKnown: startIsKnown,
            loads,
            planner,
            log: log
        ).bind(&plans, from: start)
        return plans
    }

    private func readMeter(_ node: Node) -> MeterDraft? {
        guard let meter = node.object("a meter") else { return nil }
        let name = meter.required("name").flatMap(readName)
        let model = meter.required("model", "the name of a model or a path").flatMap(readModel)
        let bus = meter.required("bus").flatMap(readBus)
        let address = meter.required("address").flatMap { readAddress($0, model) }
        let load = meter.required("load", "the name of a load, a path or a load").flatMap(
            loads.load
        )
        let serial = meter.optional("serialNumber").flatMap(readSerialNumber)
        let installed = InstallationReader.read(meter.optional("installation"))
        let programmed = meter.optional("settings")
        let settings = SettingsReader.read(programmed, model)
        let presets = readIndexes(meter.optional("indexes"), model)
        let input = readInputs(meter.optional("inputs"), model)
        let control = TariffControlReader(library: library, log: log, timeZone: timeZone)
            .read(meter.optional("tariffs"), model)
        let clock = OwnClockReader.read(meter.optional("clock"))
        let intrinsic = meter.optional("intrinsicError")?.bool() ?? false
        if control?.drives == .input, input != nil {
            meter.optional("inputs")?.report("drives what the tariff calendar drives too")
        }
        let place = StationReader.read(meter)
        meter.finish(allowing: ["description"])
        guard let name, let model, let bus, let address, let load else { return nil }
        let home = claim(address, on: bus, for: name, at: node)
        let serialNumber = serial ?? standardSerialNumber(name)
        return MeterDraft(
            name: name,
            pointer: node.pointer,
            model: model,
            bus: bus,
            station: place.station(
                at: address,
                programmed: Set(programmed?.object()?.keys ?? []),
                settings,
                of: model
            ),
            home: home,
            ip: place.ip,
            load: load,
            serialNumber: serialNumber,
            installation: installed.installation,
            settings: LineSettings.applied(
                to: settings,
                of: model,
                address: address,
                line: buses[bus]?.line ?? LinePlan(),
                except: Set(programmed?.object()?.keys ?? [])
            ),
            presets: presets,
            input: input,
            tariffControl: control,
            errors: errors(installed, intrinsic: intrinsic, model, serialNumber),
            clock: clock
        )
    }

    /// What makes the meter read other than the truth; nil where nothing does.
    private func errors(
        _ installed: InstallationReader.Found,
        intrinsic: Bool,
        _ model: MeterModel,
        _ serialNumber: String
    ) -> MeterErrors? {
        guard intrinsic || installed.transformerError != nil else { return nil }
        var own = IntrinsicError.none
        if intrinsic {
            // One meter errs alike in whatever farm it stands.
            let stream = Seed(0).stream(serialNumber, "intrinsicError.\(model.id)")
            own = IntrinsicError(
                active: model.ratings.errorLimits(model.ratings.activeAccuracy),
                reactive: model.ratings.errorLimits(model.ratings.reactiveAccuracy)
            ) { stream.uniform(Int64($0.rawValue)) }
        }
        return MeterErrors(
            intrinsic: own,
            transformers: installed.transformerError?.errors(serialNumber: serialNumber) ?? []
        )
    }

    private func readName(_ node: Node) -> String? {
        guard let name = Names.read(node) else { return nil }
        if let other = names.updateValue(node.pointer, forKey: name) {
            node.report("the name \"\(name)\" is taken by \(other); names are unique in a farm")
        }
        return name
    }

    private func readModel(_ node: Node) -> MeterModel? {
        guard let reference = node.string("the name of a model or a path") else { return nil }
        if let known = modelCache[reference] { return known }
        var model: MeterModel?
        do {
            model = try models.model(reference, from: log.file)
        } catch {
            for fault in error.all {
                // What concerns the reference stands where the reference stands.
                if fault.file == log.file { node.report(fault.message) } else { log.adopt([fault]) }
            }
        }
        modelCache[reference] = model
        return model
    }

    private func readBus(_ node: Node) -> String? {
        guard let name = node.string("the name of a bus") else { return nil }
        guard buses[name] != nil else {
            node.report("there is no bus \"\(name)\"\(Spelling.hint(for: name, among: buses.keys))")
            return nil
        }
        return name
    }

    /// An address, also as the text that a repeat leaves.
    private func readAddress(_ node: Node, _ model: MeterModel?) -> UInt8? {
        var node = node
        if case .string(let text) = node.value, let number = Int64(text) {
            node = Node(.integer(number), at: node.pointer, log: node.log)
        }
        let range = model?.serial.addresses ?? 1...247
        return node.integer("an address", in: range).flatMap { UInt8(exactly: $0) }
    }

    /// Takes the meter's place in the list of its bus.
    ///
    /// - Returns: what tells it from the others in the journal.
    private func claim(
        _ address: UInt8,
        on bus: String,
        for name: String,
        at node: Node
    ) -> UInt8 {
        let isShared = buses[bus]?.allowsDuplicateAddresses ?? false
        let (home, other) = addresses[bus, default: StationList()].add(name, at: address)
        if let other, !isShared {
            log.report(
                node.pointer.appending("address"),
                "address \(address) on bus \"\(bus)\" is taken by \"\(other)\"; one meter for each "
                    + "address, unless the bus has \"allowDuplicateAddresses\": true"
            )
        }
        if home == nil { node.report("bus \"\(bus)\" has 255 meters already; no bus has more") }
        return home ?? address
    }

    private func readSerialNumber(_ node: Node) -> String? {
        guard let text = node.string("a serial number as text") else { return nil }
        guard (1...32).contains(text.utf8.count), text.utf8.allSatisfy({ (32..<127).contains($0) })
        else {
            node.report("\"\(text)\" is no serial number; 1 to 32 printable ASCII characters")
            return nil
        }
        return text
    }

    /// Eight digits that belong to the meter's name in this farm.
    private func standardSerialNumber(_ name: String) -> String {
        let digits = String(seed.stream(name, "serialNumber").bits(0) % 100_000_000)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private func readIndexes(
        _ node: Node?,
        _ model: MeterModel?
    ) -> [(index: EnergyIndex, millijoules: Int64)] {
        guard let object = node?.object("energies by name, in Wh, varh or VAh"), let model else {
            return []
        }
        let limit = Double(model.design.energyRollover) / 3.6e6
        return object.each().compactMap { key, value in
            guard case .energy(let index)? = model.catalogue[key], index.minus == [] else {
                let names = model.catalogue.names.filter { $0.hasPrefix("energy.") }
                value.report(
                    "\"\(key)\" is no energy index\(Spelling.hint(for: key, among: names))"
                )
                return nil
            }
            guard let energy = value.number("an energy in Wh", in: 0...limit) else { return nil }
            return (index, Int64((energy * 3.6e6).rounded()))
        }
    }

    private func readInputs(_ node: Node?, _ model: MeterModel?) -> Signal? {
        guard let object = node?.object("an object with \"tariff\"") else { return nil }
        defer { object.finish() }
        guard let tariff = object.optional("tariff") else { return nil }
        if let model, model.design.inputTariffs < 2 {
            tariff.report("\(model.name) has no tariff input")
        }
        return Signal.read(
            tariff,
            library: library,
            range: 0...1,
            what: "an input, 0 open to 1 closed",
            timeZone: timeZone
        )
    }
}
