import FarmCore
import MeterModels
import Metrology
import SimulatedDisk
import SimulatedTime

/// What people and disks do to a farm.
extension Trial {
    /// Another line in the farm file, while the daemon does not run.
    func changeFarm() {
        chronicle.count("changed farm files")
        let place = fate.number(0...draft.meters.count - 1)
        switch fate.number(0...4) {
        case 4: draft.meters[place].isListed = !draft.meters[place].isListed || isLast(place)
        case 0: draft.add(draft.meters[place].model, &fate)
        case 1:
            guard let model = shadow.meters[draft.meters[place].name]?.plan.model,
                !model.settings.isEmpty
            else { return }
            let index = fate.number(0...model.settings.count - 1)
            let setting = model.settings[index]
            guard case .metrology = setting.role else { return }
            draft.meters[place].settings[index] =
                setting.choices.isEmpty
                ? setting.range.lowerBound + 1 : fate.pick(setting.choices).value
        case 2:
            draft.meters[place].wiring = Wiring.correct
            draft.meters[place].wiring.i1 = .phase(.l1, reversed: fate.happens(percent: 50))
        default: draft.checkpointMilliseconds = fate.spread(50...20_000)
        }
    }

    /// Whether a meter is the only one in the file.
    private func isLast(_ place: Int) -> Bool {
        draft.meters.enumerated().allSatisfy { $0.offset == place || !$0.element.isListed }
    }

    /// Other loads, possible only where all states are at the instant of the stop.
    func changeLoads(at instant: Instant) {
        shadow.stop(at: instant)
        for place in draft.meters.indices
        where draft.meters[place].isListed && fate.happens(percent: 40) {
            draft.meters[place].load = LoadDraft.draw(&fate)
            newLoads.insert(draft.meters[place].name)
        }
    }

    /// Somebody starts the daemon on a farm file with faults: nothing is touched.
    func refuseBadFarm() {
        var meter = draft.meters[0]
        meter.model = "legrand-004677"
        meter.load = fate.pick([
            "\"no-such-load\"", "{ \"phases\": { } }", "7", "{ \"phases\": { \"l4\": 1 } }",
        ])
        chronicle.count("bad farm files")
        let before = disk.counters
        do throws(DraftFault) {
            _ = try draft.read([meter], library)
            violate(.badInput, "farm file", "a farm with a fault is taken: \(meter.text)")
        } catch {
            if disk.counters != before { violate(.badInput, "disk", "a refused farm touched it") }
        }
    }

    /// The disk gets slow, full or faulty for a while, or well again.
    func changeWeather() {
        let life = life
        after(weather.spread(20_000_000...6_000_000_000)) { [weak self, weak life] in
            guard let self, life != nil, life === self.life else { return }
            breakSomething()
            changeWeather()
        }
    }

    private func breakSomething() {
        guard livesLeft > 0 else { return }
        let (first, times) = (weather.number(1...6), weather.number(1...6))
        switch weather.number(0...17) {
        case 0...2: diskSlowness = weather.spread(100_000...8_000_000_000)
        case 3: disk.setCapacity(disk.used + weather.number(0...20_000))
        case 4: disk.arm(.writeError, first: first, times: times)
        case 5: disk.arm(.writeFull, first: first, times: times)
        case 6: disk.arm(.shortWriteError, first: first, times: times)
        case 7: disk.arm(.shortWriteFull, first: first, times: times)
        case 8: disk.arm(.syncError, first: first, times: times)
        case 9: disk.arm(.syncLoss, first: first, times: 1)
        case 10: disk.arm(.readError, first: first, times: 1)
        default: clearWeather()
        }
        chronicle.count("disk events")
    }

    /// The disk is well.
    func clearWeather() {
        disk.disarmAll()
        disk.setCapacity(nil)
        diskSlowness = 2_000_000
    }
}
