// The kiosks of the house: how each is, where its controls hang, what became of them. The server sends plain words.
import { counts, keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus],
  props: { heading: String, rows: Array, history: Array, words: Object, icons: Object },
  emits: ["rename", "measure", "lower", "raise", "notice", "quiet", "enter", "load", "revoke"],
  template: `
    <section class="kiosks" aria-labelledby="kiosks-heading">
      <h1 id="kiosks-heading" ref="heading" tabindex="-1">{{ heading }}</h1>
      <p v-if="!rows.length" class="nothing">{{ words.nothing }}</p>
      <ul v-else class="cards">
        <li v-for="row in rows" :key="row.id" class="card" :data-id="row.id">
          <h2>{{ row.name }}</h2>
          <p><span class="tag" :class="row.state"><span class="icon" v-html="icons[row.icon]"></span>{{ row.state_word }}</span></p>
          <dl>
            <div v-for="[name, value] in row.facts" :key="name"><dt>{{ name }}</dt><dd>{{ value }}</dd></div>
          </dl>
          <div v-if="row.problems.length" class="check stop">
            <p><span class="icon" v-html="icons.warning"></span>{{ words.problems }}</p>
            <ul><li v-for="problem in row.problems" :key="problem">{{ problem }}</li><li>{{ row.advice }}</li></ul>
          </div>
          <div class="actions">
            <button v-if="row.can_lower" type="button" class="button primary" :aria-label="row.lower_label" @click="tell('lower', row)">{{ words.lower }}</button>
            <button v-if="row.low" type="button" class="button" :aria-label="row.raise_label" @click="tell('raise', row)">{{ words.raise }}</button>
            <button type="button" class="button" :aria-label="row.measure_label" @click="tell('measure', row)">{{ words.measure }}</button>
            <button type="button" class="button" :aria-label="row.rename_label" @click="tell('rename', row)">{{ words.rename }}</button>
            <button type="button" class="button" :aria-label="row.notice_label" @click="tell('notice', row)">{{ words.notice }}</button>
            <button v-if="row.noticed" type="button" class="button" :aria-label="row.quiet_label" @click="tell('quiet', row)">{{ words.quiet }}</button>
            <button type="button" class="button" :aria-label="row.enter_label" @click="tell('enter', row)">{{ words.enter }}</button>
            <button type="button" class="button" :aria-label="row.load_label" @click="tell('load', row)">{{ words.load }}</button>
            <button type="button" class="button quiet" :aria-label="row.revoke_label" @click="tell('revoke', row)">{{ words.revoke }}</button>
          </div>
        </li>
      </ul>
      <template v-if="history.length">
        <h2>{{ words.history }}</h2>
        <ol class="journal">
          <li v-for="[at, who, what] in history" :key="at + who + what"><span class="at">{{ at }}</span> <span>{{ what }}</span> <span class="by">{{ who }}</span></li>
        </ol>
      </template>
    </section>`,
  methods: {
    tell(what, row) {
      if (counts()) this.$emit(what, row.id);
    },
  },
};
