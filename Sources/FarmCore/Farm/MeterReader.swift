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
    private var modelCache: [ModelKey: MeterModel?] = [:]
    private let loads: LoadReader
    private let channels = DeviceChannelReader()
    private let shelf: TransformerShelf
    private var names: [String: JSONPointer] = [:]
    private var addresses: [String: StationList] = [:]
    /// The pulse lines, once the meters have been read.
    private(set) var pulseLines: [PulseLinePlan] = []
    /// Which meters they join.
    private(set) var web = PulseWeb(meters: [], lines: [])
    /// What feeds the meters, once they have been read.
    private(set) var sites: [LoadSite] = []
    /// The buses of meters that hang on none.
    private(set) var unwired = UnwiredMeters()

    /// A model as a meter has it.
    private struct ModelKey: Hashable {
        let reference: String
        let modules: [FittedModule]
    }

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
        shelf = TransformerShelf(library, file: log.file)
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
    ///   - sources: the list of sources of pulses.
    ///   - lines: the pulse lines.
    func read(
        _ node: Node?,
        under scenarios: [FarmScenario],
        faultMark: UInt64,
        sources: Node? = nil,
        lines: [PulseLineDraft] = []
    ) -> [MeterPlan] {
        guard let node else { return [] }
        let drafts = node.repeatedEntries("a list of meters", limit: FarmReader.meterLimit)
            .compactMap(readMeter)
        let flows = PulseSourceReader(library: library, timeZone: timeZone, seed: seed)
            .readAll(sources, claim: readName)
        guard log.faults.isEmpty else { return [] }
        sites = drafts.map(LoadSite.init)
        let planner = LoadPlanner(sites, seed: seed, timeZone: timeZone, log: log)
        var plans = planner.plans(drafts)
        guard log.faults.isEmpty else { return [] }
        plans += flows.map(\.plan)
        join(&plans, by: lines)
        guard log.faults.isEmpty else { return [] }
        planner.advise(on: plans, of: drafts, from: start)
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

    /// Lets pulse lines end at the meters, and gives those without a bus their place.
    private func join(_ plans: inout [MeterPlan], by lines: [PulseLineDraft]) {
        PulseLineCheck(plans, log: log).check(lines)
        guard log.faults.isEmpty else { return }
        PulseLineAdvice(plans, at: start, log: log).look(at: lines)
        pulseLines = lines.map(\.plan)
        var ends: [String: [InputLine]] = [:]
        for line in pulseLines {
            guard case .input(let meter, let number) = line.target else { continue }
            ends[meter, default: []].append(InputLine(input: number, mark: line.mark))
        }
        for index in plans.indices { plans[index].inputLines = ends[plans[index].name] ?? [] }
        web = PulseWeb(meters: plans.map(\.name), lines: pulseLines)
        unwired.place(&plans, web)
    }

    /// The bus and the address of a meter; a meter whose model has no register map needs neither.
    private func readBus(
        _ meter: ObjectReader,
        _ plugs: ConfiguratorSettings?,
        _ model: MeterModel?
    ) -> (bus: String, address: UInt8)? {
        if let model, model.modbus == nil, model.mBus == nil, !meter.has("bus"),
            !meter.has("address")
        {
            return ("", 1)
        }
        let bus = meter.required("bus").flatMap { node in
            readBus(node).flatMap { check($0, model, node) }
        }
        let address = readAddress(meter, plugs, model)
        guard let bus, let address else { return nil }
        return (bus, address)
    }

    /// The load of a meter; a device that measures nothing needs none.
    private func readLoad(_ meter: ObjectReader, _ model: MeterModel?) -> LoadProfile? {
        if let model, model.design.networks.isEmpty {
            meter.optional("load")?.warn("is of no use: \(model.name) measures nothing")
            return .idle
        }
        return meter.required("load", "the name of a load, a path or a load").flatMap(loads.load)
    }

    private func readMeter(_ node: Node) -> MeterDraft? {
        guard let meter = node.object("a meter") else { return nil }
        let name = meter.required("name").flatMap(readName)
        let slots = meter.optional("modules")
        let model = meter.required("model", "the name of a model or a path").flatMap {
            readModel($0, slots)
        }
        let plugs = ConfiguratorSettings.read(meter, model)
        let wires = readBus(meter, plugs, model)
        let load = readLoad(meter, model)
        let serial = meter.optional("serialNumber").flatMap(readSerialNumber)
        let installed = InstallationReader.read(meter.optional("installation"), shelf)
        let programmed = meter.optional("settings")
        let settings = SettingsReader.read(programmed, model)
        let presets = IndexReader.read(meter.optional("indexes"), model)
        let drives = EquipmentReader(library: library, timeZone: timeZone, model: model)
        let connected = drives.read(meter)
        let channel = channels.read(meter, model)
        let input = connected.tariff
        let control = TariffControlReader(library: library, log: log, timeZone: timeZone)
            .read(meter.optional("tariffs"), model)
        let clock = OwnClockReader.read(meter.optional("clock"))
        let intrinsic = meter.optional("intrinsicError")?.bool() ?? false
        if control?.drives == .input, input != nil {
            meter.optional("inputs")?.report("drives what the tariff calendar drives too")
        }
        let place = StationReader.read(meter)
        meter.finish(allowing: ["description"])
        guard let name, let model, let (bus, address) = wires, let load else { return nil }
        let home = bus.isEmpty ? address : claim(address, on: bus, for: name, at: node)
        let named = Set(programmed?.object()?.keys ?? [])
        let station = set(
            place.station(at: address, programmed: named, settings, of: model),
            by: plugs,
            model.serial.modes
        )
        let line = LineSettings(model, station, on: buses[bus]?.line ?? LinePlan())
        advise(on: line, of: model, bus, node)
        let serialNumber = serial ?? standardSerialNumber(name)
        return MeterDraft(
            name: name,
            pointer: node.pointer,
            model: model,
            bus: bus,
            station: line.settledStation,
            home: home,
            ip: place.ip,
            load: load,
            loadReference: meter.optional("load")?.value.reference,
            loadMark: Int64(bitPattern: meter.optional("load")?.value.mark ?? 0),
            serialNumber: serialNumber,
            installation: installed.installation,
            transformer: installed.transformer,
            settings: line.applied(
                to: settings,
                except: named,
                serialNumber: serialNumber
            ),
            presets: presets,
            input: input,
            equipment: connected,
            channel: channel,
            tariffControl: control,
            errors: errors(installed, intrinsic: intrinsic, model, serialNumber),
            clock: clock
        )
    }

    /// Warns of a meter that cannot take part on its bus.
    private func advise(
        on line: LineSettings,
        of model: MeterModel,
        _ bus: String,
        _ node: Node
    ) {
        guard let plan = buses[bus] else { return }
        let place = node.pointer.appending("bus")
        if model.modbus == nil, model.mBus == nil {
            let modules = model.modules.map { "\"\($0.name)\" (\($0.title))" }
            let help = modules.isEmpty ? "" : "; \"modules\" fit \(modules.joined(separator: ", "))"
            log.warn(place, "\(model.name) has no Modbus interface: it never answers\(help)")
        } else if plan.lineIsGiven, let advice = line.advice {
            log.warn(place, "bus \"\(bus)\" is \(plan.line.format.text): \(advice)")
        }
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

    private func readModel(_ node: Node, _ slots: Node?) -> MeterModel? {
        guard let reference = node.string("the name of a model or a path") else { return nil }
        let modules = readModules(slots)
        let key = ModelKey(reference: reference, modules: modules)
        if let known = modelCache[key] { return known }
        var model: MeterModel?
        do {
            model = try models.model(reference, from: log.file, fitted: modules)
        } catch {
            for fault in error.all {
                // What concerns the reference stands where the reference stands.
                if fault.file != log.file {
                    log.adopt([fault])
                } else if let slot = fault.pointer.tokens.first, let slots {
                    log.report(slots.pointer.appending(slot), fault.message)
                } else {
                    node.report(fault.message)
                }
            }
        }
        modelCache[key] = model
        return model
    }

    /// The modules by slot: `{ "A": "4 120 55" }`.
    private func readModules(_ node: Node?) -> [FittedModule] {
        guard let reader = node?.object("modules by slot") else { return [] }
        return reader.each().compactMap { slot, entry in
            entry.string("the name of a module").map { FittedModule(slot: slot, module: $0) }
        }
    }

    private func readBus(_ node: Node) -> String? {
        guard let name = node.string("the name of a bus") else { return nil }
        guard buses[name] != nil else {
            node.report("there is no bus \"\(name)\"\(Spelling.hint(for: name, among: buses.keys))")
            return nil
        }
        return name
    }

    /// The bus, if the model speaks what is spoken there.
    private func check(_ name: String, _ model: MeterModel?, _ node: Node) -> String? {
        guard let model, let bus = buses[name], !bus.ports.isEmpty else { return name }
        if bus.isMBus, model.mBus == nil {
            node.report("is an M-Bus; \(model.name) has no M-Bus side")
        } else if !bus.isMBus, model.modbus == nil, model.mBus != nil {
            node.report("is no M-Bus, and \(model.name) speaks nothing else; a port with m-bus")
        }
        return name
    }

    /// The address of the key, or of the plugs that take its place.
    private func readAddress(
        _ meter: ObjectReader,
        _ plugs: ConfiguratorSettings?,
        _ model: MeterModel?
    ) -> UInt8? {
        guard let plugs else { return meter.required("address").flatMap { readAddress($0, model) } }
        meter.optional("address")?.report("stands beside \"configurators\", which give it")
        if meter.has("line"), plugs.mode != nil || plugs.baudRate != nil {
            meter.optional("line")?.report("stands beside \"configurators\", which give it")
        }
        return readAddress(plugs.addressNode, model)
    }

    /// The station with what plugs set, and with the one framing of a device that has no other.
    private func set(
        _ station: Station,
        by plugs: ConfiguratorSettings?,
        _ modes: [SerialOptions.Mode]
    ) -> Station {
        var station = plugs?.applied(to: station) ?? station
        if modes == [.rtu] { station.framing = .rtu }
        if modes == [.ascii] { station.framing = .ascii }
        return station
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
}
