// The dates of a series that are ahead, by month. The server sends plain words.
import { counts, keepsFocus } from "desk_lists";

const Months = {
  props: { months: Array, words: Object },
  emits: ["revive"],
  template: `
    <section v-for="month in months" :key="month.name" class="month">
      <h3>{{ month.name }}</h3>
      <ul class="dates">
        <li v-for="row in month.rows" :key="row.uid" class="date-row" :data-uid="row.uid">
          <a class="way" :href="row.href">{{ row.when }}</a>
          <span class="room">{{ row.room }}</span>
          <span class="tags">
            <span class="tag" :class="row.state">{{ row.state_word }}</span>
            <span v-if="row.apart" class="tag quiet">{{ words.apart }}</span>
          </span>
          <button v-if="row.can_revive" type="button" class="button quiet" :aria-label="row.revive_label" @click="$emit('revive', row.uid)">{{ words.revive }}</button>
        </li>
      </ul>
    </section>`,
};

export default {
  mixins: [keepsFocus],
  components: { Months },
  props: { heading: String, first: Array, later: Array, more: String, words: Object },
  emits: ["revive"],
  template: `
    <section class="coming" aria-labelledby="dates-heading">
      <h2 id="dates-heading" ref="heading" tabindex="-1">{{ heading }}</h2>
      <p v-if="!first.length" class="nothing">{{ words.nothing }}</p>
      <months :months="first" :words="words" @revive="tell" />
      <details v-if="later.length">
        <summary>{{ more }}</summary>
        <months :months="later" :words="words" @revive="tell" />
      </details>
    </section>`,
  methods: {
    tell(uid) {
      if (counts()) this.$emit("revive", uid);
    },
  },
};
